package io.skep.scheduler.explain;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Situation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What every filter says about every node for one task. */
final class Judgement implements Situation {
  private final Map<Filter, Predicate<NodeView>> demands = new LinkedHashMap<>();
  private final List<NodeView> accepting = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Task task;
  private final Optional<Service> service;
  private final List<NodeView> nodes;

  Judgement(
      Task task, Optional<Service> service, List<Filter> filters, List<? extends NodeView> nodes) {
    this.task = task;
    this.service = service;
    this.nodes = List.copyOf(nodes);
    filters.forEach(
        filter -> filter.demandOf(task).ifPresent(accepts -> demands.put(filter, accepts)));
    this.nodes.forEach(this::judge);
  }

  private void judge(NodeView node) {
    List<Filter> by =
        demands.entrySet().stream()
            .filter(demand -> !demand.getValue().test(node))
            .map(Map.Entry::getKey)
            .toList();
    if (by.isEmpty()) {
      accepting.add(node);
    } else {
      refused.add(new Refused(node, by));
    }
  }

  @Override
  public Task task() {
    return task;
  }

  @Override
  public Optional<Service> service() {
    return service;
  }

  @Override
  public List<NodeView> nodes() {
    return nodes;
  }

  @Override
  public List<NodeView> acceptedBut(Set<String> filters) {
    var accepted = new ArrayList<NodeView>(accepting);
    for (Refused node : refused) {
      if (node.by().stream().allMatch(filter -> filters.contains(filter.name()))) {
        accepted.add(node.node());
      }
    }
    return accepted;
  }

  /** The filters that the task concerns. */
  Set<Filter> filters() {
    return demands.keySet();
  }

  List<NodeView> accepting() {
    return accepting;
  }

  List<Refused> refused() {
    return refused;
  }

  int count(Predicate<Refused> which) {
    return (int) refused.stream().filter(which).count();
  }

  /** The nodes that need least. */
  List<NearNode> nearest(int most) {
    return refused.stream().map(this::near).sorted(NearNode.NEAREST_FIRST).limit(most).toList();
  }

  private NearNode near(Refused refusedNode) {
    NodeView node = refusedNode.node();
    return new NearNode(
        node.node().getId(),
        node.name(),
        refusedNode.by().stream().flatMap(filter -> filter.remedies(task, node).stream()).toList());
  }
}
