package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.Scorer;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.placement.Demands;
import io.skep.scheduler.placement.SpreadTree;
import io.skep.scheduler.placement.Verdicts;
import io.skep.scheduler.volume.ClusterMounts;
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
  private final ClusterMounts mounts;
  private SpreadTree tree;
  private long volumesSeen;
  private long explainedEdition = UNEXPLAINED;

  TaskGroup(Likeness likeness, Pipeline pipeline, Task first) {
    this.likeness = likeness;
    this.mounts = ClusterMounts.of(first);
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

  /**
   * Brings {@link #verdicts} up to date with all that happened to nodes, and to the volumes that
   * the tasks mount. A change of the latter concerns every node. It is enough to do so before the
   * first of the tasks is placed: with each that is, volumes can only become scarcer, and a node
   * that does not offer them any more turns out when they are chosen.
   *
   * @return how many nodes were judged
   */
  public int judge(Cluster cluster) {
    if (cluster.volumes().changedSince(volumesSeen, mounts)) {
      verdicts.doubt();
      if (tree != null) {
        tree.doubt();
      }
    }
    volumesSeen = cluster.volumes().changes();
    return verdicts.refresh(cluster);
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
