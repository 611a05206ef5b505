package io.skep.orchestrator.task;

import io.skep.api.Cluster;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import java.util.Objects;

/** Makes new tasks of a service. One thread at a time. */
public final class TaskSource {
  private static final By<Cluster> THE_CLUSTER = By.name("default");

  private final IdSource ids;
  private final Clock clock;

  /** Tasks with these ids, stamped by {@code clock}. */
  public TaskSource(IdSource ids, Clock clock) {
    this.ids = Objects.requireNonNull(ids, "ids");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** A task of {@code service}, or of its current iteration, in the slot with that number. */
  public Task replica(ReadTx at, Service service, long slot, TaskState desired) {
    return common(at, service, desired).setSlot(slot).build();
  }

  /** A task of {@code service}, or of its current iteration, for the node with that id. */
  public Task onNode(ReadTx at, Service service, String nodeId, TaskState desired) {
    return common(at, service, desired).setNodeId(nodeId).build();
  }

  private Task.Builder common(ReadTx at, Service service, TaskState desired) {
    Task.Builder task =
        Task.newBuilder()
            .setId(ids.next())
            .setServiceId(service.getId())
            .setServiceAnnotations(service.getSpec().getAnnotations())
            .setSpec(service.getSpec().getTask())
            .setDesiredState(desired);
    task.getStatusBuilder()
        .setState(TaskState.NEW)
        .setMessage("created")
        .setTimestamp(Times.timestamp(clock.instant()));
    if (service.hasSpecVersion()) {
      task.setSpecVersion(service.getSpecVersion());
    }
    if (Jobs.isJob(service)) {
      task.setJobIteration(Jobs.iterationOf(service));
    }
    if (service.getSpec().hasEndpoint()) {
      task.getEndpointBuilder().setSpec(service.getSpec().getEndpoint());
    }
    setLogDriver(at, service, task);
    return task;
  }

  private static void setLogDriver(ReadTx at, Service service, Task.Builder task) {
    if (service.getSpec().getTask().hasLogDriver()) {
      task.setLogDriver(service.getSpec().getTask().getLogDriver());
      return;
    }
    for (Cluster cluster : at.find(Kinds.CLUSTER, THE_CLUSTER)) {
      if (cluster.getSpec().getTaskDefaults().hasLogDriver()) {
        task.setLogDriver(cluster.getSpec().getTaskDefaults().getLogDriver());
      }
    }
  }
}
