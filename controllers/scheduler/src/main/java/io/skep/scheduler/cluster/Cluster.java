package io.skep.scheduler.cluster;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * All nodes with what their tasks use, and which of them changed when. The latter lets whoever has
 * judged all nodes once judge again only those that changed since.
 *
 * <p>Confined to the scheduler's loop.
 */
public final class Cluster {
  /** How long a failure counts against a node. */
  public static final Duration FAILURE_WINDOW = RecentFailures.WINDOW;

  private final TreeMap<String, NodeInfo> nodes = new TreeMap<>();
  private final TreeMap<String, NodeInfo> known = new TreeMap<>();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private List<NodeInfo> knownById;
  private NodeInfo newest;
  private int slots;
  private long changes;
  private long removals;

  /** All known nodes, by id. */
  public List<NodeInfo> nodes() {
    if (knownById == null) {
      knownById = List.copyOf(known.values());
    }
    return knownById;
  }

  /** The known node with {@code id}. */
  public Optional<NodeInfo> node(String id) {
    return Optional.ofNullable(known.get(id));
  }

  /** Counts changes of known nodes; for {@link #forEachChangedSince}. */
  public long changes() {
    return changes;
  }

  /** Hands over the known nodes that changed after {@code change}, the latest change first. */
  public void forEachChangedSince(long change, Consumer<? super NodeInfo> action) {
    for (NodeInfo node = newest; node != null && node.changedAt > change; node = node.older) {
      action.accept(node);
    }
  }

  /** Counts nodes that became unknown: after one, slots may have other owners. */
  public long removals() {
    return removals;
  }

  /** One more than the highest slot ever used. */
  public int slots() {
    return slots;
  }

  /** Takes note of a new node, or of a node's newer state. */
  public void put(Node node) {
    NodeInfo info = at(node.getId());
    boolean isNews = !info.isKnown() || !looksTheSame(info.node(), node);
    info.describe(node);
    if (info.slot < 0) {
      info.slot = freeSlots.isEmpty() ? slots++ : freeSlots.remove();
      known.put(info.id(), info);
      knownById = null;
    }
    if (isNews) {
      touch(info);
    }
  }

  /** Takes note that there is no such node any more. */
  public void remove(String nodeId) {
    NodeInfo info = known.remove(nodeId);
    if (info == null) {
      return;
    }
    knownById = null;
    unlink(info);
    freeSlots.add(info.slot);
    info.slot = -1;
    removals++;
    info.forget();
    dropIfUnused(info);
  }

  /** Counts {@code task} on the node it names, or takes note of its newer state there. */
  public void hold(Task task) {
    NodeInfo info = at(task.getNodeId());
    if (info.add(task) || info.refresh(task)) {
      touch(info);
    }
  }

  /** Counts {@code task} on {@code node}, where it gets {@code units}. */
  public void hold(NodeInfo node, Task task, List<GenericResource> units) {
    node.hold(task, units);
    touch(node);
  }

  /** Stops counting a task on a node. */
  public void release(String nodeId, String taskId) {
    NodeInfo info = nodes.get(nodeId);
    if (info != null && info.remove(taskId)) {
      touch(info);
      dropIfUnused(info);
    }
  }

  /**
   * Records that {@code task} failed on its node.
   *
   * @return how often tasks of its service and spec version did so lately; 0 if the node is unknown
   */
  public int recordFailure(Task task, Instant now) {
    NodeInfo info = known.get(task.getNodeId());
    return info == null ? 0 : info.recordFailure(task, now);
  }

  /**
   * Whether two states of a node are the same to a scheduler: whatever else changed, such as a
   * heartbeat's message, no decision depends on it.
   */
  public static boolean looksTheSame(Node a, Node b) {
    return a.getStatus().getState() == b.getStatus().getState()
        && a.getStatus().getAddr().equals(b.getStatus().getAddr())
        && a.getRole() == b.getRole()
        && a.getSpec().equals(b.getSpec())
        && a.getDescription().equals(b.getDescription());
  }

  private NodeInfo at(String nodeId) {
    return nodes.computeIfAbsent(nodeId, NodeInfo::new);
  }

  private void touch(NodeInfo info) {
    if (info.isKnown()) {
      unlink(info);
      info.changedAt = ++changes;
      info.older = newest;
      if (newest != null) {
        newest.newer = info;
      }
      newest = info;
    }
  }

  /** Takes a node out of the list by last change, if it is in it. */
  private void unlink(NodeInfo info) {
    if (info == newest) {
      newest = info.older;
    }
    if (info.newer != null) {
      info.newer.older = info.older;
    }
    if (info.older != null) {
      info.older.newer = info.newer;
    }
    info.newer = null;
    info.older = null;
  }

  private void dropIfUnused(NodeInfo info) {
    if (!info.isKnown() && info.tasks() == 0) {
      nodes.remove(info.id());
    }
  }
}
