package io.skep.examples.scheduler.check;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskSpec;

/** Whether a task is what its service asks for (OR-10), as far as the stored objects say it. */
final class UpToDate {
  private UpToDate() {}

  static boolean isTrueOf(Service service, Task task) {
    if (service.hasSpecVersion()
        && task.hasSpecVersion()
        && service.getSpecVersion().equals(task.getSpecVersion())) {
      return true;
    }
    boolean samePorts =
        !task.hasEndpoint() || task.getEndpoint().getSpec().equals(service.getSpec().getEndpoint());
    return samePorts && comparable(task.getSpec()).equals(comparable(service.getSpec().getTask()));
  }

  /** Other constraints do not matter while the node meets them; other pull options never do. */
  private static TaskSpec comparable(TaskSpec spec) {
    TaskSpec.Builder comparable = spec.toBuilder();
    comparable.getPlacementBuilder().clearConstraints();
    comparable.getContainerBuilder().clearPullOptions();
    return comparable.build();
  }
}
