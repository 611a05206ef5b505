package io.skep.server.control;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Instant;

/** What becomes of the tasks of a node that is deleted: nobody tells of them any more. */
public final class OrphanedTasks {
  private OrphanedTasks() {}

  /**
   * Makes orphans of all tasks of the node {@code nodeId} that have not ended, as part of the
   * transaction that deletes it. Costs as much as the node has tasks.
   *
   * @param now their stamp
   */
  public static void of(Tx tx, String nodeId, Instant now) {
    TaskStatus orphaned =
        TaskStatus.newBuilder()
            .setTimestamp(Times.timestamp(now))
            .setState(TaskState.ORPHANED)
            .setMessage("Task belonged to a node that has been deleted")
            .build();
    for (Task task : tx.find(Kinds.TASK, TaskKind.byNodeId(nodeId))) {
      if (task.getStatus().getStateValue() < TaskState.COMPLETE_VALUE) {
        tx.update(Kinds.TASK, task.toBuilder().setStatus(orphaned).build());
      }
    }
  }
}
