package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateProgress;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Tasks;
import java.time.Instant;
import java.util.Optional;

/**
 * What is stored of an update, in its service and in the tasks that it has to do with. All pure.
 */
public final class Progress {
  private Progress() {}

  /** Whether an update of {@code service} is under way, and not paused. */
  static boolean isRunning(Service service) {
    return service.getUpdateStatus().hasProgress()
        && !service.getUpdateStatus().getProgress().getEnded()
        && !isPaused(service);
  }

  static boolean isPaused(Service service) {
    UpdateState state = service.getUpdateStatus().getState();
    return state == UpdateState.PAUSED || state == UpdateState.ROLLBACK_PAUSED;
  }

  /** Whether {@code service} is on its way back to the specification before the last one. */
  public static boolean isRollingBack(Service service) {
    return service.getUpdateStatus().getState() == UpdateState.ROLLBACK_STARTED;
  }

  /**
   * Whether {@code task} is one that the newest update of {@code service} has to do with, and that
   * it needs to remember. History that a cluster does not keep otherwise is kept for that.
   *
   * @param olderRuns whether a task of the slot that is older than {@code task} is to run
   */
  public static boolean isNeeded(Service service, Task task, boolean olderRuns) {
    UpdateProgress progress = service.getUpdateStatus().getProgress();
    return service.getUpdateStatus().hasProgress()
        && isOf(task, progress.getNumber())
        && (!progress.getEnded() || olderRuns);
  }

  /** Whether the update with that number has made {@code task}, or kept it. */
  static boolean isOf(Task task, long number) {
    return task.hasUpdate() && task.getUpdate().getNumber() == number;
  }

  static boolean isSeenForTheFirstTime(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING && !task.getUpdate().hasRunningSince();
  }

  /** Since when {@code task} runs, or ran; empty if nobody saw it running. */
  static Optional<Instant> runningSince(Task task) {
    if (task.getUpdate().hasRunningSince()) {
      return Optional.of(Times.instant(task.getUpdate().getRunningSince()));
    }
    return isSeenForTheFirstTime(task) ? Optional.of(Tasks.time(task)) : Optional.empty();
  }

  /**
   * Whether {@code task} says nothing about the new specification, since it was stopped before it
   * ran: its node was lost, say. If its restart policy gives it no successor, its slot is tried
   * again.
   */
  static boolean wasForNothing(Task task) {
    return !Tasks.isRunnable(task)
        && !task.getUpdate().getCounted()
        && runningSince(task).isEmpty()
        && !endedByItself(task);
  }

  /** Whether {@code task} ended though nobody had asked it to. */
  static boolean endedByItself(Task task) {
    TaskState state = task.getStatus().getState();
    boolean asked = !Tasks.isRunnable(task);
    return Tasks.isTerminal(task)
        && !(asked && (state == TaskState.SHUTDOWN || state == TaskState.ORPHANED));
  }
}
