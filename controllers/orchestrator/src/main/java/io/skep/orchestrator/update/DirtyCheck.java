package io.skep.orchestrator.update;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.scheduler.constraint.Constraints;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a task is <i>dirty</i>: no longer what its service asks for, so that an update replaces
 * it. A task that is not dirty is clean, or up to date.
 *
 * <p>Two equal spec versions settle it, whatever the contents. Otherwise the contents decide: the
 * task's specification, and the ports it asks for. What does not concern the task itself (labels of
 * the service, its mode, how it is updated) never makes it dirty, and neither do
 *
 * <ul>
 *   <li>other constraints, as long as the task's node satisfies them. Those that cannot be read are
 *       satisfied by any node that exists. Other preferences, platforms or numbers of replicas on a
 *       node make it dirty, since nothing says that the task still is where it should be;
 *   <li>other options for pulling the image, once the node has it: from READY on, while the task is
 *       to run.
 * </ul>
 *
 * <p>Immutable; pure; any thread. A check compares messages once, unless the versions settle it.
 */
public final class DirtyCheck {
  private final Service service;

  private DirtyCheck(Service service) {
    this.service = service;
  }

  /** The check against what {@code service} asks for. */
  public static DirtyCheck against(Service service) {
    return new DirtyCheck(Objects.requireNonNull(service, "service"));
  }

  /** Whether {@code task} is dirty, its node being as {@code at} shows it. */
  public boolean isDirty(ReadTx at, Task task) {
    return isDirty(
        task, task.getNodeId().isEmpty() ? Optional.empty() : at.get(Kinds.NODE, task.getNodeId()));
  }

  /**
   * Whether {@code task} is dirty.
   *
   * @param task one of the service's
   * @param node the task's; empty if it is not placed, or its node is gone
   */
  public boolean isDirty(Task task, Optional<Node> node) {
    if (service.hasSpecVersion() && task.hasSpecVersion()) {
      if (service.getSpecVersion().equals(task.getSpecVersion())) {
        return false;
      }
    }
    if (differsInConstraintsOnly(task)) {
      return node.filter(this::isAdmitted).isEmpty();
    }
    return !sameWork(task) || !samePorts(task);
  }

  private boolean differsInConstraintsOnly(Task task) {
    TaskSpec wanted = service.getSpec().getTask();
    return !wanted.getPlacement().equals(task.getSpec().getPlacement())
        && withoutConstraints(wanted).equals(withoutConstraints(task.getSpec()));
  }

  private static TaskSpec withoutConstraints(TaskSpec spec) {
    TaskSpec.Builder without = spec.toBuilder();
    without.getPlacementBuilder().clearConstraints();
    return without.build();
  }

  private boolean isAdmitted(Node node) {
    return Constraints.parseOrNone(service.getSpec().getTask().getPlacement().getConstraintsList())
        .matches(node);
  }

  private boolean sameWork(Task task) {
    TaskSpec wanted = service.getSpec().getTask();
    TaskSpec made = task.getSpec();
    return wanted.equals(made)
        || (hasItsImage(task) && withoutPullOptions(wanted).equals(withoutPullOptions(made)));
  }

  private static boolean hasItsImage(Task task) {
    int state = task.getStatus().getStateValue();
    return Tasks.isRunnable(task)
        && state >= TaskState.READY_VALUE
        && state <= TaskState.RUNNING_VALUE;
  }

  private static TaskSpec withoutPullOptions(TaskSpec spec) {
    if (!spec.getContainer().hasPullOptions()) {
      return spec;
    }
    TaskSpec.Builder without = spec.toBuilder();
    without.getContainerBuilder().clearPullOptions();
    return without.build();
  }

  /** A task that has no endpoint yet will get the one that its service has by then. */
  private boolean samePorts(Task task) {
    return !task.hasEndpoint()
        || task.getEndpoint().getSpec().equals(service.getSpec().getEndpoint());
  }
}
