package io.skep.orchestrator.task;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one run of an orchestrator wants to change, and when it wants to look again. Every step
 * checks again, inside its transaction, that it is still called for: a step that is not changes
 * nothing.
 */
public final class Plan {
  private final List<Consumer<Tx>> steps = new ArrayList<>();
  private Duration nextLook;

  /** Adds a step. */
  public void step(Consumer<Tx> step) {
    steps.add(step);
  }

  /** Brings the desired state of the task forward to {@code to}; it never goes back. */
  public void desire(Task task, TaskState to) {
    if (task.getDesiredStateValue() >= to.getNumber()) {
      return;
    }
    String id = task.getId();
    steps.add(
        tx ->
            tx.get(Kinds.TASK, id)
                .filter(stored -> stored.getDesiredStateValue() < to.getNumber())
                .ifPresent(stored -> tx.update(Kinds.TASK, desiring(stored, to))));
  }

  /**
   * {@link #desire}, if {@code standIn} is there and neither has ended nor is to end by the time of
   * the transaction.
   */
  public void desireWhile(Task task, TaskState to, Task standIn) {
    String id = task.getId();
    steps.add(
        tx -> {
          boolean standsIn =
              tx.get(Kinds.TASK, standIn.getId())
                  .filter(stored -> Tasks.isRunnable(stored) && !Tasks.isTerminal(stored))
                  .isPresent();
          tx.get(Kinds.TASK, id)
              .filter(stored -> standsIn && stored.getDesiredStateValue() < to.getNumber())
              .ifPresent(stored -> tx.update(Kinds.TASK, desiring(stored, to)));
        });
  }

  /** {@code task}, desired to be in state {@code to}. */
  public static Task desiring(Task task, TaskState to) {
    return task.toBuilder().setDesiredState(to).build();
  }

  /** Looks again at {@code due}, or at an earlier time asked for before. */
  public void lookAgain(Instant now, Instant due) {
    Duration wait = Duration.between(now, due);
    Duration positive = wait.isNegative() || wait.isZero() ? Duration.ofNanos(1) : wait;
    if (nextLook == null || positive.compareTo(nextLook) < 0) {
      nextLook = positive;
    }
  }

  /** Writes what there is to write. A step that failed makes the key run again, with back-off. */
  public Future<Result> carryOut(Run<?> run) {
    Result then = nextLook == null ? Result.done() : Result.again(nextLook);
    if (steps.isEmpty()) {
      return Future.succeededFuture(then);
    }
    return run.batch(steps.iterator())
        .map(result -> result.failures().isEmpty() ? then : Result.backOff());
  }
}
