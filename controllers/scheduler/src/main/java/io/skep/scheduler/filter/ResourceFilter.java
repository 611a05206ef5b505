package io.skep.scheduler.filter;

import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refuses nodes that do not have what a task reserves. Only reservations count: neither limits nor
 * what is really used.
 */
public final class ResourceFilter implements Filter {
  @Override
  public String name() {
    return "resource";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    Resources wanted = task.getSpec().getResources().getReservations();
    boolean nothing =
        wanted.getNanoCpus() == 0 && wanted.getMemoryBytes() == 0 && wanted.getGenericCount() == 0;
    return nothing ? Optional.empty() : Optional.of(node -> has(node, wanted));
  }

  @Override
  public String explain(int nodes) {
    return "insufficient resources on " + Nodes.count(nodes);
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return new Reservation(task).remedies(node);
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    return new Reservation(situation.task()).deadEnds(situation.nodes());
  }

  private static boolean has(NodeView node, Resources wanted) {
    return wanted.getNanoCpus() <= node.freeNanoCpus()
        && wanted.getMemoryBytes() <= node.freeMemoryBytes()
        && (wanted.getGenericCount() == 0 || node.coversGeneric(wanted.getGenericList()));
  }
}
