package io.skep.orchestrator.enforcer;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.wire.Times;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.orchestrator.task.Nodes;
import io.skep.orchestrator.task.Plan;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Rejects tasks on nodes that have changed and no longer fit them: that the constraints of their
 * service do not admit, or that have less than the tasks reserve. Whoever made such a task starts
 * another one, elsewhere if it may. Platforms, plugins, host ports, numbers a node and even
 * spreading are looked at only when a task is placed.
 */
public final class ConstraintEnforcer implements Reconciler<Node> {
  private static final Rejection REJECTION =
      new Rejection(
          "task rejected by constraint enforcer", "assigned node no longer meets constraints");

  @Override
  public void declare(Sources<Node> on) {
    on.primary(Kinds.NODE, Nodes.LOOKS_DIFFERENT.and(event -> !(event instanceof Event.Deleted)));
  }

  @Override
  public Future<Result> reconcile(Run<Node> run) {
    Optional<Node> node = run.object().filter(ConstraintEnforcer::isActive);
    if (node.isEmpty()) {
      return run.done();
    }
    List<Task> tasks =
        run.at().find(Kinds.TASK, TaskKind.byNodeId(run.id())).stream()
            .filter(ConstraintEnforcer::isHeldTo)
            .toList();
    var plan = new Plan();
    Instant now = run.clock().instant();
    for (Task task : Standards.violators(run.at(), node.get(), tasks)) {
      plan.step(tx -> reject(tx, node.get(), task, now));
    }
    return plan.carryOut(run);
  }

  /** The tasks of a paused or drained node are others' business. */
  private static boolean isActive(Node node) {
    return node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }

  private static boolean isHeldTo(Task task) {
    return Rejection.concerns(task) && task.getDesiredStateValue() >= TaskState.ASSIGNED_VALUE;
  }

  /** Only if the node is still as it was judged: one that has changed again is judged again. */
  private static void reject(Tx tx, Node judged, Task task, Instant now) {
    boolean same =
        tx.get(Kinds.NODE, judged.getId())
            .filter(node -> Nodes.appearance(node).equals(Nodes.appearance(judged)))
            .isPresent();
    if (same) {
      REJECTION.apply(
          tx, task.getId(), s -> s.toBuilder().setTimestamp(Times.timestamp(now)).build());
    }
  }
}
