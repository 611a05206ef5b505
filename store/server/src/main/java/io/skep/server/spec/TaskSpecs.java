package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.RestartPolicy;
import io.skep.api.TaskSpec;
import io.skep.server.PlacementRules;
import io.skep.server.RefusedException;

/** What a task is to do. */
final class TaskSpecs {
  private TaskSpecs() {}

  static void check(TaskSpec task, PlacementRules rules) {
    ResourceSpecs.check(task.getResources());
    checkRestart(task.getRestart());
    rules
        .fault(task.getPlacement().getConstraintsList())
        .ifPresent(
            fault -> {
              throw RefusedException.unknown(fault);
            });
    References.checkSecrets(task.getContainer());
    References.checkConfigs(task.getContainer());
    switch (task.getRuntimeCase()) {
      case CONTAINER -> ContainerSpecs.check(task.getContainer());
      case GENERIC -> GenericRuntimes.check(task.getGeneric());
      case ATTACHMENT ->
          throw RefusedException.unimplemented(
              "RuntimeSpec: unimplemented runtime in service spec");
      case RUNTIME_NOT_SET -> throw invalid("TaskSpec: missing runtime");
    }
  }

  private static void checkRestart(RestartPolicy restart) {
    if (Lengths.isNegative(restart.getDelay())) {
      throw invalid("TaskSpec: restart-delay cannot be negative");
    }
    if (Lengths.isNegative(restart.getWindow())) {
      throw invalid("TaskSpec: restart-window cannot be negative");
    }
  }
}
