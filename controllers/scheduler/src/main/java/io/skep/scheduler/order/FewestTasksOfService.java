package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import java.time.Instant;
import java.util.function.ToLongFunction;

/** Spreads the tasks of a service. */
public final class FewestTasksOfService implements Scorer {
  @Override
  public String name() {
    return "service-tasks";
  }

  @Override
  public ToLongFunction<NodeView> scoreFor(Task task, Instant now) {
    String service = task.getServiceId();
    return node -> node.activeTasks(service);
  }
}
