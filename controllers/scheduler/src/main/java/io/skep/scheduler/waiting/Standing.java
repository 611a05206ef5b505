package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.api.TaskState;

/** What a task is to the scheduler. */
public enum Standing {
  /** Not there yet, or over: no concern of the scheduler. */
  ELSEWHERE,
  /** Waits for any node. */
  UNASSIGNED,
  /** Waits for the node that it was made for. */
  PREASSIGNED,
  /** Never got a node, and is not wanted any more. */
  OBSOLETE,
  /** Uses its node. */
  ON_NODE;

  /** The standing of {@code task}. */
  public static Standing of(Task task) {
    int state = task.getStatus().getStateValue();
    if (state < TaskState.PENDING_VALUE || state > TaskState.RUNNING_VALUE) {
      return ELSEWHERE;
    }
    boolean wanted = task.getDesiredStateValue() <= TaskState.COMPLETE_VALUE;
    if (task.getNodeId().isEmpty()) {
      return wanted ? UNASSIGNED : OBSOLETE;
    }
    if (state == TaskState.PENDING_VALUE) {
      return wanted ? PREASSIGNED : ELSEWHERE;
    }
    return ON_NODE;
  }
}
