package io.skep.scheduler.reconciler;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.scheduler.Binder;
import io.skep.scheduler.Decision;
import io.skep.store.Tx;

/** Gives the task its node, its generic resources and the state ASSIGNED; an agent takes over. */
public final class AssigningBinder implements Binder {
  private static final String ASSIGNED = "scheduler assigned task to node";
  private static final String CONFIRMED = "scheduler confirmed task can run on preassigned node";

  @Override
  public Task bind(Tx tx, Decision decision) {
    TaskStatus status =
        TaskStatus.newBuilder()
            .setState(TaskState.ASSIGNED)
            .setMessage(decision.isPreassigned() ? CONFIRMED : ASSIGNED)
            .setTimestamp(Times.timestamp(decision.at()))
            .build();
    return decision.task().toBuilder()
        .setNodeId(decision.node().getId())
        .setStatus(status)
        .clearAssignedGenericResources()
        .addAllAssignedGenericResources(decision.units())
        .build();
  }
}
