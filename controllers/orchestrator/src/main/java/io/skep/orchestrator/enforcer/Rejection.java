package io.skep.orchestrator.enforcer;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.function.UnaryOperator;

/**
 * The end of a task that may not stay where it is, as its status says it. What is wanted of the
 * task is not the enforcer's to say.
 *
 * @param message who rejected it
 * @param err why
 */
record Rejection(String message, String err) {
  /** Whether {@code task} has not ended and is meant to get anywhere. */
  static boolean concerns(Task task) {
    return Tasks.isActive(task) && task.getStatus().getStateValue() < TaskState.COMPLETE_VALUE;
  }

  /** Rejects the task with id {@code id} if it is still there and meant to get anywhere. */
  void apply(Tx tx, String id, UnaryOperator<TaskStatus> with) {
    tx.get(Kinds.TASK, id)
        .filter(Rejection::concerns)
        .ifPresent(task -> tx.update(Kinds.TASK, rejected(task, with)));
  }

  private Task rejected(Task task, UnaryOperator<TaskStatus> with) {
    TaskStatus status =
        task.getStatus().toBuilder()
            .setState(TaskState.REJECTED)
            .setMessage(message)
            .setErr(err)
            .build();
    return task.toBuilder().setStatus(with.apply(status)).build();
  }
}
