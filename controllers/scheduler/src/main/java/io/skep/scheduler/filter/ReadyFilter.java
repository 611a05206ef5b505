package io.skep.scheduler.filter;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Refuses nodes that are not ready, or that are paused or drained. */
public final class ReadyFilter implements Filter {
  @Override
  public String name() {
    return "ready";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    return Optional.of(node -> isReady(node.node()));
  }

  @Override
  public String explain(int nodes) {
    return nodes == 1
        ? "1 node not available for new tasks"
        : nodes + " nodes not available for new tasks";
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView view) {
    Node node = view.node();
    var remedies = new ArrayList<Remedy>();
    if (node.getStatus().getState() != NodeStatus.State.READY) {
      remedies.add(new Remedy.MakeReady(node.getStatus().getState()));
    }
    if (node.getSpec().getAvailability() != NodeSpec.Availability.ACTIVE) {
      remedies.add(new Remedy.Activate(node.getSpec().getAvailability()));
    }
    return remedies;
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }
}
