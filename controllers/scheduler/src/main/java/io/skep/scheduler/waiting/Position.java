package io.skep.scheduler.waiting;

import com.google.protobuf.Timestamp;
import io.skep.api.Task;
import io.skep.scheduler.Priority;

/**
 * A task's place in the queue: the most urgent first, then the oldest, and among tasks of the same
 * moment by id. It follows from the task alone, so a restart changes nothing, and no group
 * overtakes an equally urgent one for ever.
 */
record Position(int priority, long seconds, int nanos, String taskId)
    implements Comparable<Position> {
  static Position of(Task task) {
    Timestamp created = task.getMeta().getCreatedAt();
    return new Position(Priority.of(task), created.getSeconds(), created.getNanos(), task.getId());
  }

  @Override
  public int compareTo(Position other) {
    if (priority != other.priority) {
      return Integer.compare(other.priority, priority);
    }
    int bySeconds = Long.compare(seconds, other.seconds);
    if (bySeconds != 0) {
      return bySeconds;
    }
    int byNanos = Integer.compare(nanos, other.nanos);
    return byNanos != 0 ? byNanos : taskId.compareTo(other.taskId);
  }
}
