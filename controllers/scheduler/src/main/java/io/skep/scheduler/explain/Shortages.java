package io.skep.scheduler.explain;

import io.skep.api.Resources;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.resource.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds what a task reserves and no node has free. */
final class Shortages {
  private Shortages() {}

  static List<Shortage> of(Judgement judged) {
    List<NodeView> nodes = judged.acceptedBut(Set.of("resource"));
    if (nodes.isEmpty()) {
      nodes = judged.nodes();
    }
    var shortages = new ArrayList<Shortage>();
    if (nodes.isEmpty()) {
      return shortages;
    }
    Resources wanted = judged.task().getSpec().getResources().getReservations();
    for (Quantity quantity : Quantity.all(wanted)) {
      NodeView best = nodes.get(0);
      for (NodeView node : nodes) {
        if (node.free(quantity).amount() > best.free(quantity).amount()) {
          best = node;
        }
      }
      var shortage = new Shortage(quantity, best.free(quantity), best.name());
      if (shortage.lacking().amount() > 0) {
        shortages.add(shortage);
      }
    }
    return shortages;
  }
}
