package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What must hold for each task that is wanted but not placed: it cannot be, and says truly why. */
final class PendingChecks {
  private final ClusterState state;
  private final List<String> violations = new ArrayList<>();

  PendingChecks(ClusterState state) {
    this.state = state;
  }

  List<String> violations() {
    state.tasks().stream()
        .filter(ClusterState::isRunnable)
        .filter(task -> task.getStatus().getStateValue() < TaskState.ASSIGNED_VALUE)
        .forEach(this::check);
    return violations;
  }

  private void check(Task task) {
    if (task.getStatus().getState() != TaskState.PENDING) {
      violations.add("%s was never offered to the scheduler".formatted(name(task)));
      return;
    }
    boolean anyNode = task.getNodeId().isEmpty();
    List<Node> nodes = anyNode ? state.nodes() : state.node(task.getNodeId()).stream().toList();
    Optional<Explanation> truth = Explanation.of(state, nodes, task);
    if (truth.isEmpty()) {
      violations.add("%s is pending, but a node could take it".formatted(name(task)));
      return;
    }
    String reason = anyNode ? truth.get().forAnyNode() : truth.get().forItsNode();
    if (!reason.equals(task.getStatus().getErr())) {
      violations.add(
          "%s says \"%s\" but the truth is \"%s\""
              .formatted(name(task), task.getStatus().getErr(), reason));
    }
  }
}
