package io.skep.scheduler.waiting;

import io.skep.api.Endpoint;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.Version;
import io.skep.scheduler.Filter;
import io.skep.scheduler.placement.Demands;
import io.skep.scheduler.placement.Verdicts;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

/**
 * Waiting tasks that are alike to every filter and scorer, and what is known of the nodes for them.
 */
public final class TaskGroup {
  private static final long UNEXPLAINED = -1;

  private final TreeMap<Position, Task> tasks = new TreeMap<>();
  private final Key key;
  private final Verdicts verdicts;
  private long explainedEdition = UNEXPLAINED;

  /** What tasks must have in common. */
  record Key(String serviceId, Version specVersion, TaskSpec spec, Endpoint endpoint) {
    static Key of(Task task) {
      return new Key(
          task.getServiceId(), task.getSpecVersion(), task.getSpec(), task.getEndpoint());
    }
  }

  TaskGroup(Key key, List<Filter> filters, Task first) {
    this.key = key;
    this.verdicts = new Verdicts(Demands.of(filters, first));
  }

  /** The tasks, oldest first; a view. */
  public Collection<Task> tasks() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  /** The service of all of them. */
  public String serviceId() {
    return key.serviceId();
  }

  /** What the filters say of the nodes. */
  public Verdicts verdicts() {
    return verdicts;
  }

  /** Whether every task was seen in the store with what {@link #verdicts} say now. */
  public boolean isExplained() {
    return explainedEdition == verdicts.edition();
  }

  /** Notes that every task was seen in the store with what {@link #verdicts} say now. */
  public void markExplained() {
    explainedEdition = verdicts.edition();
  }

  Key key() {
    return key;
  }

  void put(Task task) {
    tasks.put(Position.of(task), task);
    explainedEdition = UNEXPLAINED;
  }

  void remove(Task task) {
    tasks.remove(Position.of(task));
  }

  Position position() {
    return tasks.firstKey();
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }
}
