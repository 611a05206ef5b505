package io.skep.scheduler;

import io.skep.api.Endpoint;
import io.skep.api.NetworkAttachment;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.Version;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * All of a task that filters and scorers may look at. Tasks that are equal in it are judged once,
 * together, and placed one after the other. Immutable.
 *
 * @param serviceId the service; empty if there is none
 * @param specVersion the version of the service's spec; the default instance if there is none
 * @param spec what the task asks for
 * @param endpoint the ports that were allocated for it
 * @param networkDrivers the drivers of the networks that it was attached to, each once and sorted:
 *     the attachments themselves have addresses, in which every task differs
 * @param priority the task's {@link Priority}: between tasks that differ in it others may come
 */
public record Likeness(
    String serviceId,
    Version specVersion,
    TaskSpec spec,
    Endpoint endpoint,
    List<String> networkDrivers,
    int priority) {

  /** Refuses nulls and copies the list. */
  public Likeness {
    Objects.requireNonNull(serviceId, "serviceId");
    Objects.requireNonNull(specVersion, "specVersion");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(endpoint, "endpoint");
    networkDrivers = List.copyOf(networkDrivers);
  }

  /** The likeness of {@code task}. */
  public static Likeness of(Task task) {
    return new Likeness(
        task.getServiceId(),
        task.getSpecVersion(),
        task.getSpec(),
        task.getEndpoint(),
        networkDriversOf(task),
        Priority.of(task));
  }

  private static List<String> networkDriversOf(Task task) {
    if (task.getNetworksCount() == 0) {
      return List.of();
    }
    var names = new TreeSet<String>();
    for (NetworkAttachment attachment : task.getNetworksList()) {
      names.add(attachment.getNetwork().getDriverState().getName());
    }
    names.remove(""); // Allocated by nobody: no driver has to be there.
    return List.copyOf(names);
  }
}
