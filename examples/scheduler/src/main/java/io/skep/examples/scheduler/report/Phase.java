package io.skep.examples.scheduler.report;

import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.Locale;

/** Where a task is in its life, in as few words as a picture can show. In order. */
public enum Phase {
  /** Wanted, and not on a node yet. */
  WAITING,
  /** On a node, on its way to running. */
  STARTING,
  /** Running. */
  RUNNING,
  /** No longer wanted, and not seen to have ended; on a dead node this may last. */
  STOPPING,
  /** Ended or removed. */
  ENDED;

  /** The phase that {@code task} is in. */
  static Phase of(Task task) {
    int observed = task.getStatus().getStateValue();
    boolean wanted = task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
    if (observed > TaskState.RUNNING_VALUE) {
      return ENDED;
    }
    if (observed < TaskState.ASSIGNED_VALUE) {
      return wanted ? WAITING : ENDED;
    }
    if (!wanted) {
      return STOPPING;
    }
    return observed == TaskState.RUNNING_VALUE ? RUNNING : STARTING;
  }

  /** Whether a task in this phase holds a place and resources on its node. */
  public boolean isOnNode() {
    return this == STARTING || this == RUNNING || this == STOPPING;
  }

  /** Its name in a sentence. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
