package io.skep.scheduler.placement;

import io.skep.api.Task;
import io.skep.scheduler.Explanation;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a task, and all like it, demand of a node: the filters that it concerns. Immutable. */
public final class Demands {
  /** The answer of {@link #firstRefusal} for a node that no filter refuses. */
  static final int NONE = -1;

  private final List<Demand> demands;

  private record Demand(Filter filter, Predicate<NodeView> accepts) {}

  private Demands(List<Demand> demands) {
    this.demands = demands;
  }

  /** What {@code task} demands, by those of {@code filters} that it concerns. */
  public static Demands of(List<Filter> filters, Task task) {
    var demands = new ArrayList<Demand>(filters.size());
    for (Filter filter : filters) {
      filter.demandOf(task).ifPresent(accepts -> demands.add(new Demand(filter, accepts)));
    }
    return new Demands(demands);
  }

  /** Why {@code node} may not take the task; empty if it may. */
  public Optional<Explanation> refusalBy(NodeView node) {
    int first = firstRefusal(node);
    return first == NONE ? Optional.empty() : Optional.of(Explanation.of(filter(first)));
  }

  /** The number of the first filter that refuses {@code node}, or {@link #NONE}. */
  int firstRefusal(NodeView node) {
    for (int i = 0; i < demands.size(); i++) {
      if (!demands.get(i).accepts().test(node)) {
        return i;
      }
    }
    return NONE;
  }

  Filter filter(int number) {
    return demands.get(number).filter();
  }

  /** How many filters there are; they are numbered from 0. */
  int size() {
    return demands.size();
  }
}
