package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.placement.SpreadTree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** The tasks that wait for any node, in groups of those that are alike. */
public final class WaitingTasks {
  /** Some 80 MB: ten trees of a hundred thousand nodes, or a thousand of a thousand. */
  private static final long MOST_NODES_OF_TREES = 1 << 20;

  private final Map<Likeness, TaskGroup> byLikeness = new HashMap<>();
  private final TreeMap<Position, TaskGroup> byPosition = new TreeMap<>();
  private final Map<String, TaskGroup> byTask = new HashMap<>();
  private final KnownTrees trees = new KnownTrees(MOST_NODES_OF_TREES, this::forgetIfEmpty);
  private final Pipeline pipeline;

  /** No tasks; what they demand and prefer is up to {@code pipeline}. */
  public WaitingTasks(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /**
   * The groups as they are now, the most urgent first, then in the order of their oldest tasks;
   * none is empty.
   */
  public List<TaskGroup> groups() {
    return new ArrayList<>(byPosition.values());
  }

  /**
   * The nodes that may take a task of {@code group} by its verdicts, in order and as they are now.
   *
   * @param budget is told how many nodes were looked at
   */
  public SpreadTree treeOf(TaskGroup group, Cluster cluster, Instant now, IntConsumer budget) {
    SpreadTree tree = group.tree();
    budget.accept(tree.refresh(cluster, group.verdicts()::passes, now));
    trees.used(group, tree.size());
    return tree;
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
    TaskGroup group =
        byLikeness.computeIfAbsent(
            Likeness.of(task), likeness -> new TaskGroup(likeness, pipeline, task));
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
    if (group != null && group.likeness().equals(Likeness.of(newer))) {
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
    if (!group.isEmpty()) {
      byPosition.put(group.position(), group);
    } else if (!trees.contains(group)) {
      forgetIfEmpty(group);
    }
  }

  private void forgetIfEmpty(TaskGroup group) {
    if (group.isEmpty()) {
      byLikeness.remove(group.likeness());
    }
  }
}
