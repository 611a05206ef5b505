package io.skep.server.control;

import com.google.protobuf.Duration;
import io.skep.api.ContainerSpec;
import io.skep.api.ResourceRequirements;
import io.skep.api.Resources;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskSpec;
import io.skep.api.UpdateConfig;

/** What a spec means where it says nothing. */
final class ServiceDefaults {
  private static final Duration STOP_GRACE = Duration.newBuilder().setSeconds(10).build();
  private static final Duration RESTART_DELAY = Duration.newBuilder().setSeconds(5).build();
  private static final Duration MONITOR = Duration.newBuilder().setSeconds(5).build();

  /** One after the other, to be paused when one fails. */
  private static final UpdateConfig UPDATE =
      UpdateConfig.newBuilder()
          .setParallelism(1)
          .setDelay(Duration.getDefaultInstance())
          .setMonitor(MONITOR)
          .build();

  private ServiceDefaults() {}

  /** {@code spec} with everything said. */
  static ServiceSpec filledIn(ServiceSpec spec) {
    ServiceSpec.Builder filled = spec.toBuilder().setTask(filledIn(spec.getTask()));
    filled.setUpdate(filledIn(spec.hasUpdate(), spec.getUpdate()));
    filled.setRollback(filledIn(spec.hasRollback(), spec.getRollback()));
    return filled.build();
  }

  private static TaskSpec filledIn(TaskSpec task) {
    TaskSpec.Builder filled = task.toBuilder();
    if (task.hasContainer()) {
      filled.setContainer(filledIn(task.getContainer()));
    }
    filled.setResources(filledIn(task.getResources()));
    fillRestart(filled);
    filled.setPlacement(task.getPlacement());
    return filled.build();
  }

  /** What is read of an absent part is its empty form, which is what is filled in. */
  private static ContainerSpec filledIn(ContainerSpec container) {
    return container.toBuilder()
        .setStopGracePeriod(
            container.hasStopGracePeriod() ? container.getStopGracePeriod() : STOP_GRACE)
        .setPullOptions(container.getPullOptions())
        .setDnsConfig(container.getDnsConfig())
        .build();
  }

  private static ResourceRequirements filledIn(ResourceRequirements resources) {
    Resources limits = resources.getLimits();
    Resources reservations = resources.getReservations();
    return resources.toBuilder().setLimits(limits).setReservations(reservations).build();
  }

  private static void fillRestart(TaskSpec.Builder task) {
    RestartPolicy.Builder restart = task.getRestart().toBuilder();
    if (!task.hasRestart()) {
      restart.setCondition(RestartCondition.ANY);
    }
    if (!restart.hasDelay()) {
      restart.setDelay(RESTART_DELAY);
    }
    task.setRestart(restart);
  }

  private static UpdateConfig filledIn(boolean present, UpdateConfig config) {
    if (!present) {
      return UPDATE;
    }
    return config.hasMonitor() ? config : config.toBuilder().setMonitor(MONITOR).build();
  }
}
