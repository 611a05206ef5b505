package io.skep.scheduler;

import io.skep.api.GenericResource;
import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.Version;
import io.skep.scheduler.resource.Quantity;
import java.time.Instant;
import java.util.List;

/**
 * A node as the scheduler sees it, with the decisions it has just made already counted. For reading
 * while a filter or scorer is asked, not for keeping: it changes with every decision.
 */
public interface NodeView {
  /** The node's object. */
  Node node();

  /** What people call it: its host name, or else its name in its spec, or else its id. */
  default String name() {
    String hostname = node().getDescription().getHostname();
    String named = node().getSpec().getAnnotations().getName();
    return !hostname.isEmpty() ? hostname : !named.isEmpty() ? named : node().getId();
  }

  /** CPU that no task reserves, in billionths of a core; negative if more is reserved than is. */
  long freeNanoCpus();

  /** Memory that no task reserves; negative if more is reserved than there is. */
  long freeMemoryBytes();

  /** Generic resources that no task holds, in the order of the node's description. */
  List<GenericResource> freeGeneric();

  /** How much is free of what {@code of} is some of; negative if more is held than there is. */
  Quantity free(Quantity of);

  /** Whether a task that reserves these generic resources can have them. */
  boolean coversGeneric(List<GenericResource> reservations);

  /** Whether a task here publishes {@code port} in host mode. */
  boolean usesHostPort(PortConfig.Protocol protocol, int port);

  /**
   * Whether a task with these mounts of cluster volumes, and no others, can have them all here. The
   * answer also depends on tasks elsewhere, so a filter may ask only for the mounts of its task.
   */
  boolean offersVolumes(List<Mount> clusterMounts);

  /**
   * Why a task with these mounts of cluster volumes cannot have them all here, with all that is in
   * the way of each; empty if it can. Of a group, what is in the way of the volume that needs
   * least. For explanations: costs a look at every volume that is asked for.
   */
  List<VolumeDenial> volumeDenials(List<Mount> clusterMounts);

  /** How many tasks here are meant to run, or to run to their end. */
  int activeTasks();

  /** {@link #activeTasks} of the service. */
  int activeTasks(String serviceId);

  /**
   * How many tasks of this service and version of its spec failed here in the last five minutes.
   *
   * @param specVersion the tasks' spec version; the default instance for tasks without one
   */
  int recentFailures(String serviceId, Version specVersion, Instant now);
}
