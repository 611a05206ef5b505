package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.resource.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Uses all resources of a node alike, so that none runs out while much of another is left: a task
 * that needs memory goes where CPU is taken.
 *
 * <p>Let s(r) be the part of resource r that is reserved on a node once the task is there, for CPU,
 * memory and each kind of generic resource that the node describes. Then
 *
 * <pre>score = round(100 * standard deviation of all s(r))</pre>
 *
 * <p>In steps of one hundredth, so that the next scorer decides between nodes about as balanced. A
 * task that reserves nothing changes no balance: to it all nodes are equal.
 */
public final class BalancedResources implements Scorer {
  private static final double STEPS = 100;

  @Override
  public String name() {
    return "balanced-resources";
  }

  @Override
  public ToLongFunction<NodeView> scoreFor(Task task, Instant now) {
    List<Quantity> wanted = Reserved.by(task);
    if (wanted.isEmpty()) {
      return node -> 0;
    }
    return node -> Math.round(STEPS * Shares.with(node, wanted).deviation());
  }
}
