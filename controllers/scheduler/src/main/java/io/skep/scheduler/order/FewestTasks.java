package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Spreads tasks, whatever their service. */
public final class FewestTasks implements Scorer {
  @Override
  public String name() {
    return "tasks";
  }

  @Override
  public ToLongFunction<NodeView> scoreFor(Task task, Instant now) {
    return NodeView::activeTasks;
  }
}
