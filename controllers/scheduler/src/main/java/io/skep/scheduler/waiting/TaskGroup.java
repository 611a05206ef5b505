package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.placement.Demands;
import io.skep.scheduler.placement.SpreadTree;
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
  private final Likeness likeness;
  private final List<Scorer> scorers;
  private final Verdicts verdicts;
  private SpreadTree tree;
  private long explainedEdition = UNEXPLAINED;

  TaskGroup(Likeness likeness, Pipeline pipeline, Task first) {
    this.likeness = likeness;
    this.scorers = pipeline.scorers();
    this.verdicts = new Verdicts(Demands.of(pipeline.filters(), first));
  }

  /** The oldest task, which is placed first. */
  public Task first() {
    return tasks.firstEntry().getValue();
  }

  /** Whether none of them waits any more; what is known of the nodes may still be of use. */
  public boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** The tasks, in the order in which they wait; a view. */
  public Collection<Task> tasks() {
    return Collections.unmodifiableCollection(tasks.values());
  }

  /** The service of all of them. */
  public String serviceId() {
    return likeness.serviceId();
  }

  /** What the filters say of the nodes. */
  public Verdicts verdicts() {
    return verdicts;
  }

  /** The nodes that may take one of them, in order; of no node before its first refresh. */
  SpreadTree tree() {
    if (tree == null) {
      tree = new SpreadTree(first(), scorers);
    }
    return tree;
  }

  /** Drops {@link #tree}. The next one has to look at every node again. */
  void forgetTree() {
    tree = null;
  }

  /** Whether every task was seen in the store with what {@link #verdicts} say now. */
  public boolean isExplained() {
    return explainedEdition == verdicts.edition();
  }

  /** Notes that every task was seen in the store with what {@link #verdicts} say now. */
  public void markExplained() {
    explainedEdition = verdicts.edition();
  }

  Likeness likeness() {
    return likeness;
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
}
