package io.skep.store.kind;

import io.skep.api.Task;
import io.skep.store.CaseFolding;
import io.skep.store.Index;
import io.skep.store.index.IndexKey;

/**
 * What tasks are called: {@code web.3.<id>} is in slot 3 of the service web, {@code web.<node
 * id>.<id>} on a node of the service that runs on all nodes. A task may have been given a name of
 * its own instead.
 *
 * @param given the task's own name; usually empty
 * @param service the name of its service
 * @param slot unsigned; 0 for none
 */
public record TaskName(String given, String service, long slot, String nodeId, String id) {
  /** By name, whatever its case. The names are made only for tasks whose parts of it differ. */
  static final Index<Task, TaskName> INDEX =
      Index.ofKeyed(
          Index.NAME, TaskName::of, name -> IndexKey.ofText(CaseFolding.fold(name.toString())));

  /** The name of {@code task}. */
  public static TaskName of(Task task) {
    return new TaskName(
        task.getAnnotations().getName(),
        task.getServiceAnnotations().getName(),
        task.getSlot(),
        task.getNodeId(),
        task.getId());
  }

  @Override
  public String toString() {
    if (!given.isEmpty()) {
      return given;
    }
    return service + '.' + (slot == 0 ? nodeId : Long.toUnsignedString(slot)) + '.' + id;
  }
}
