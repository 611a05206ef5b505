package io.skep.scheduler.waiting;

import io.skep.api.Task;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.volume.ClusterMounts;
import io.skep.scheduler.volume.VolumeSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The tasks that were made for one node, as those of global services are, and wait for that node to
 * take them.
 */
public final class PreassignedTasks {
  private final Map<String, TreeMap<Position, Task>> byNode = new HashMap<>();
  private final TreeSet<String> dueNodes = new TreeSet<>();
  private final Map<String, Mounting> mounting = new HashMap<>();
  private Cluster.Mark seen = Cluster.Mark.NOTHING;
  private long volumesSeen;

  /** A task that mounts cluster volumes. */
  private record Mounting(String nodeId, ClusterMounts mounts) {}

  /** Adds a task, or its newer state. It is due. */
  public void add(Task task) {
    byNode.computeIfAbsent(task.getNodeId(), node -> new TreeMap<>()).put(Position.of(task), task);
    dueNodes.add(task.getNodeId());
    var mounts = ClusterMounts.of(task);
    if (!mounts.isEmpty()) {
      mounting.put(task.getId(), new Mounting(task.getNodeId(), mounts));
    }
  }

  /** Takes a task out; nothing happens if it does not wait. */
  public void remove(Task task) {
    mounting.remove(task.getId());
    TreeMap<Position, Task> tasks = byNode.get(task.getNodeId());
    if (tasks != null && tasks.remove(Position.of(task)) != null && tasks.isEmpty()) {
      byNode.remove(task.getNodeId());
      dueNodes.remove(task.getNodeId());
    }
  }

  /**
   * The tasks that are new, and those of nodes that changed, or for which volumes changed, since
   * the last call: node by node, the most urgent first, then the oldest. Tasks of unknown nodes are
   * left out; they are due when the node appears.
   */
  public List<Task> takeDue(Cluster cluster) {
    cluster.forEachChangedSince(seen, this::makeDue);
    seen = cluster.mark();
    makeDueByVolumes(cluster.volumes());
    var due = new ArrayList<Task>();
    for (String node : dueNodes) {
      if (cluster.node(node).isPresent()) {
        due.addAll(byNode.get(node).values());
      }
    }
    dueNodes.clear();
    return due;
  }

  private void makeDue(NodeInfo node) {
    if (byNode.containsKey(node.id())) {
      dueNodes.add(node.id());
    }
  }

  private void makeDueByVolumes(VolumeSet volumes) {
    if (volumes.changes() > volumesSeen) {
      for (Mounting task : mounting.values()) {
        if (volumes.changedSince(volumesSeen, task.mounts())) {
          dueNodes.add(task.nodeId());
        }
      }
      volumesSeen = volumes.changes();
    }
  }

  /** How many tasks wait. */
  public int size() {
    return byNode.values().stream().mapToInt(TreeMap::size).sum();
  }
}
