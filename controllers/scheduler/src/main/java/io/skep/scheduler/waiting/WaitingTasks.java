package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.scheduler.Filter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The tasks that wait for any node, in groups of those that are alike. */
public final class WaitingTasks {
  private final Map<TaskGroup.Key, TaskGroup> byKey = new HashMap<>();
  private final TreeMap<Position, TaskGroup> byPosition = new TreeMap<>();
  private final Map<String, TaskGroup> byTask = new HashMap<>();
  private final List<Filter> filters;

  /** No tasks; what they demand is up to {@code filters}. */
  public WaitingTasks(List<Filter> filters) {
    this.filters = filters;
  }

  /** The groups as they are now, in the order of their oldest tasks; none is empty. */
  public List<TaskGroup> groups() {
    return new ArrayList<>(byPosition.values());
  }

  /** How many tasks wait. */
  public int size() {
    return byTask.size();
  }

  /** Whether {@code taskId} waits. */
  public boolean contains(String taskId) {
    return byTask.containsKey(taskId);
  }

  /** Adds a task. */
  public void add(Task task) {
    var key = TaskGroup.Key.of(task);
    TaskGroup group = byKey.computeIfAbsent(key, k -> new TaskGroup(k, filters, task));
    if (!group.isEmpty()) {
      byPosition.remove(group.position());
    }
    group.put(task);
    byPosition.put(group.position(), group);
    byTask.put(task.getId(), group);
  }

  /** Takes note of a newer state of a task, which may put it into another group. */
  public void replace(Task older, Task newer) {
    TaskGroup group = byTask.get(newer.getId());
    if (group != null && group.key().equals(TaskGroup.Key.of(newer))) {
      group.put(newer);
    } else {
      remove(older);
      add(newer);
    }
  }

  /** Takes {@code task}, as it was added, out; nothing happens if it does not wait. */
  public void remove(Task task) {
    TaskGroup group = byTask.remove(task.getId());
    if (group == null) {
      return;
    }
    byPosition.remove(group.position());
    group.remove(task);
    if (group.isEmpty()) {
      byKey.remove(group.key());
    } else {
      byPosition.put(group.position(), group);
    }
  }
}
