package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import java.util.List;

/**
 * A place of a service that has to have a task which is up to date: a numbered slot, or a node.
 * Immutable.
 *
 * @param name its number or the node's id
 * @param tasks all that are stored of it, history too; at least one
 * @param changedLater for a node: whether it was changed after the service was
 * @param maker makes further ones
 */
public record UpdateSlot(String name, List<Task> tasks, boolean changedLater, Maker maker) {
  /** Copies the list, and refuses an empty one. */
  public UpdateSlot {
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "slot %s has no task; leave it out, it is filled anyway".formatted(name));
    }
  }

  List<Task> runnable() {
    return tasks.stream().filter(Tasks::isRunnable).toList();
  }

  /** Makes the tasks of one slot. */
  @FunctionalInterface
  public interface Maker {
    /** A new task of {@code service} in the slot, desired in that state. Not stored. */
    Task make(ReadTx at, Service service, TaskState desired);
  }
}
