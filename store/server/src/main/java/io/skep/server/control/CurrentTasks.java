package io.skep.server.control;

import io.skep.api.Endpoint;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.server.PlacementRules;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;

/** Which tasks are what their service asks for now. Immutable. */
final class CurrentTasks {
  private final PlacementRules rules;

  CurrentTasks(PlacementRules rules) {
    this.rules = rules;
  }

  /**
   * Whether {@code task} is up to date as SwarmKit lists it: other placement alone does not matter
   * while its node fits, to which orchestrators are stricter. A task whose service is gone is not.
   */
  boolean includes(ReadTx at, Task task) {
    return at.get(Kinds.SERVICE, task.getServiceId())
        .filter(service -> isCurrent(at, service, task))
        .isPresent();
  }

  private boolean isCurrent(ReadTx at, Service service, Task task) {
    if (service.hasSpecVersion()
        && task.hasSpecVersion()
        && service.getSpecVersion().equals(task.getSpecVersion())) {
      return true;
    }
    TaskSpec wanted = service.getSpec().getTask();
    TaskSpec actual = task.getSpec();
    if (differInPlacementOnly(wanted, actual) && isStillWellPlaced(at, wanted, task)) {
      return true;
    }
    if (isPulled(task)) {
      wanted = withoutPullOptions(wanted);
      actual = withoutPullOptions(actual);
    }
    return wanted.equals(actual) && hasWantedEndpoint(service.getSpec(), task);
  }

  private static boolean differInPlacementOnly(TaskSpec wanted, TaskSpec actual) {
    return !wanted.equals(actual)
        && wanted.toBuilder()
            .clearPlacement()
            .build()
            .equals(actual.toBuilder().clearPlacement().build());
  }

  private boolean isStillWellPlaced(ReadTx at, TaskSpec wanted, Task task) {
    return at.get(Kinds.NODE, task.getNodeId())
        .filter(node -> rules.fits(wanted.getPlacement().getConstraintsList(), node))
        .isPresent();
  }

  /** Whether the image is there, so that how to get it no longer matters. */
  private static boolean isPulled(Task task) {
    int state = task.getStatus().getStateValue();
    return task.getDesiredStateValue() <= TaskState.RUNNING_VALUE
        && state >= TaskState.READY_VALUE
        && state <= TaskState.RUNNING_VALUE;
  }

  private static TaskSpec withoutPullOptions(TaskSpec spec) {
    if (!spec.hasContainer()) {
      return spec;
    }
    TaskSpec.Builder without = spec.toBuilder();
    without.getContainerBuilder().clearPullOptions();
    return without.build();
  }

  private static boolean hasWantedEndpoint(ServiceSpec wanted, Task task) {
    if (!task.hasEndpoint()) {
      return true;
    }
    Endpoint actual = task.getEndpoint();
    return wanted.hasEndpoint() == actual.hasSpec()
        && wanted.getEndpoint().equals(actual.getSpec());
  }
}
