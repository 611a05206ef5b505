package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.resource.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Fills nodes one after the other, so that others stay empty: bin packing.
 *
 * <p>Let s(r) be the part of resource r that is reserved on a node once the task is there, for CPU,
 * memory and each kind of generic resource that the node describes; and let d be the resource of
 * which the task takes the largest part of the node. Then
 *
 * <pre>score = -round(1,000,000 * (s(d) + mean of all s(r)) / 2)</pre>
 *
 * <p>s(d) packs by what is scarce to the task: GPUs for a task with GPUs. The mean keeps tasks
 * without GPUs off nodes whose GPUs are free, for these count as not allocated. The idea of the
 * dominant resource is that of Dominant Resource Fairness (Ghodsi and others, NSDI 2011).
 *
 * <p>A task that reserves nothing fills nothing: to it all nodes are equal, and the next scorer
 * decides.
 */
public final class MostAllocated implements Scorer {
  private static final double STEPS = 1_000_000;

  @Override
  public String name() {
    return "most-allocated";
  }

  @Override
  public ToLongFunction<NodeView> scoreFor(Task task, Instant now) {
    List<Quantity> wanted = Reserved.by(task);
    if (wanted.isEmpty()) {
      return node -> 0;
    }
    return node -> {
      Shares shares = Shares.with(node, wanted);
      return -Math.round(STEPS * (shares.dominant() + shares.mean()) / 2);
    };
  }
}
