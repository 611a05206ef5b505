package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold for one step of a task: from what it was before a commit to what it is after. */
final class TaskStepChecks {
  private final ReadTx at;
  private final Optional<Task> before;
  private final Task task;
  private final List<String> violations = new ArrayList<>();

  TaskStepChecks(ReadTx at, Optional<Task> before, Task task) {
    this.at = at;
    this.before = before;
    this.task = task;
  }

  List<String> violations() {
    if (isPlacedNow()) {
      checkPlacement();
    }
    if (isStopped()) {
      checkStop();
    }
    return violations;
  }

  private boolean isPlacedNow() {
    return task.getStatus().getState() == TaskState.ASSIGNED
        && before.map(old -> old.getStatus().getState() != TaskState.ASSIGNED).orElse(true);
  }

  /** SC-51, SC-54: judged on the node as it is in the version that places the task. */
  private void checkPlacement() {
    Optional<Node> node = at.get(Kinds.NODE, task.getNodeId());
    if (node.isEmpty()) {
      violations.add("%s is placed on a node that does not exist".formatted(name(task)));
      return;
    }
    if (!isHealthy(node.get())) {
      violations.add(
          "%s is placed on %s, which takes no tasks".formatted(name(task), name(node.get())));
    }
    List<String> texts = task.getSpec().getPlacement().getConstraintsList();
    for (Constraint constraint : Constraint.parseAll(texts).orElse(List.of())) {
      if (!constraint.allows(node.get())) {
        violations.add(
            "%s is placed on %s against %s".formatted(name(task), name(node.get()), constraint));
      }
    }
  }

  private static boolean isHealthy(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }

  /** Whether a task that runs well is asked to stop, but not because there is one too many. */
  private boolean isStopped() {
    return before.isPresent()
        && before.get().getDesiredStateValue() <= TaskState.RUNNING_VALUE
        && task.getDesiredState() == TaskState.SHUTDOWN
        && before.get().getStatus().getState() == TaskState.RUNNING
        && at.get(Kinds.NODE, task.getNodeId()).filter(TaskStepChecks::isHealthy).isPresent();
  }

  /** OR-10, OR-74: only tasks that are not what is asked for roll, in the order that was chosen. */
  private void checkStop() {
    Optional<Service> service = at.get(Kinds.SERVICE, task.getServiceId());
    if (service.isEmpty()) {
      return;
    }
    List<Task> slot =
        at.find(Kinds.TASK, TaskKind.byServiceId(task.getServiceId())).stream()
            .filter(other -> other.getSlot() == task.getSlot())
            .filter(other -> task.getSlot() != 0 || other.getNodeId().equals(task.getNodeId()))
            .filter(other -> !other.getId().equals(task.getId()))
            .toList();
    boolean spare = slot.stream().anyMatch(ClusterState::isRunnable);
    if (UpToDate.isTrueOf(service.get(), task) && !constraintsBroken() && !spare) {
      violations.add(
          "%s is up to date and on a good node, but is asked to stop".formatted(name(task)));
    }
    if (UpdateChecks.config(service.get()).getOrder() == UpdateConfig.UpdateOrder.START_FIRST
        && !UpToDate.isTrueOf(service.get(), task)
        && service.get().hasUpdateStatus()
        && slot.stream().noneMatch(other -> isRunningNow(service.get(), other))) {
      violations.add(
          "%s is asked to stop before its replacement runs, though it is start-first"
              .formatted(name(task)));
    }
  }

  private boolean constraintsBroken() {
    List<String> texts = task.getSpec().getPlacement().getConstraintsList();
    return at.get(Kinds.NODE, task.getNodeId())
        .filter(
            node ->
                !Constraint.parseAll(texts).orElse(List.of()).stream()
                    .allMatch(constraint -> constraint.allows(node)))
        .isPresent();
  }

  private static boolean isRunningNow(Service service, Task other) {
    return UpToDate.isTrueOf(service, other) && other.getStatus().getState() == TaskState.RUNNING;
  }
}
