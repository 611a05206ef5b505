package io.skep.scheduler.cluster;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.scheduler.Decision;
import io.skep.scheduler.failure.Failure;
import io.skep.scheduler.volume.VolumeSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * All nodes with what their tasks use, and which of them changed when. The latter lets whoever has
 * judged all nodes once judge again only those that changed since.
 *
 * <p>Confined to the scheduler's loop.
 */
public final class Cluster {
  /** How long a failure counts against a node. */
  public static final Duration FAILURE_WINDOW = RecentFailures.WINDOW;

  /** Who comes later than after so many removals starts anew. */
  private static final int REMEMBERED_REMOVALS = 1_024;

  private final TreeMap<String, NodeInfo> nodes = new TreeMap<>();
  private final TreeMap<String, NodeInfo> known = new TreeMap<>();
  private final VolumeSet volumes = new VolumeSet();
  private final ArrayDeque<Integer> freeSlots = new ArrayDeque<>();
  private final PriorityQueue<Forgetting> forgetting =
      new PriorityQueue<>(Comparator.comparing(Forgetting::at).thenComparing(f -> f.node().id()));
  private List<NodeInfo> knownById;
  private NodeInfo newest;
  private int slots;
  private final int[] removedSlots = new int[REMEMBERED_REMOVALS];
  private long changes;
  private long removals;
  private Mark mark;

  /** When a node's oldest failure stops counting; one a node at most. */
  private record Forgetting(Instant at, NodeInfo node) {}

  /**
   * A moment between two changes of a cluster.
   *
   * @param changes of known nodes before it
   * @param removals of nodes before it
   */
  public record Mark(long changes, long removals) {
    /** Before everything. */
    public static final Mark NOTHING = new Mark(0, 0);
  }

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

  /**
   * The cluster volumes, with the same tasks. A change of a volume is no change of a node, so
   * whoever judges nodes by volumes follows these, too.
   */
  public VolumeSet volumes() {
    return volumes;
  }

  /** Now, for asking later what happened since. */
  public Mark mark() {
    if (mark == null) {
      mark = new Mark(changes, removals);
    }
    return mark;
  }

  /**
   * Hands over the known nodes that changed after {@code since}, the latest change first.
   *
   * @return how many there were
   */
  public int forEachChangedSince(Mark since, Consumer<? super NodeInfo> action) {
    int changed = 0;
    for (NodeInfo node = newest;
        node != null && node.changedAt > since.changes;
        node = node.older) {
      action.accept(node);
      changed++;
    }
    return changed;
  }

  /**
   * Hands over the slots of nodes that became unknown after {@code since}. Each may have another
   * owner by now, which then changed since, too.
   *
   * @return false, having handed over nothing, if there were too many to remember: whatever was
   *     known of any slot may be about another node
   */
  public boolean forEachRemovedSince(Mark since, IntConsumer action) {
    if (removals - since.removals > removedSlots.length) {
      return false;
    }
    for (long removal = since.removals; removal < removals; removal++) {
      action.accept(removedSlots[(int) (removal % removedSlots.length)]);
    }
    return true;
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
    removedSlots[(int) (removals++ % removedSlots.length)] = info.slot;
    mark = null;
    info.slot = -1;
    info.forget();
    dropIfUnused(info);
  }

  /** Counts {@code task} on the node it names, or takes note of its newer state there. */
  public void hold(Task task) {
    NodeInfo info = at(task.getNodeId());
    volumes.hold(task);
    if (info.add(task) || info.refresh(task)) {
      touch(info);
    }
  }

  /** Counts a decided task on {@code node}, with all that it gets there. */
  public void hold(NodeInfo node, Decision decision) {
    node.hold(decision.task(), decision.units());
    volumes.hold(decision.task().getId(), node.id(), decision.volumes());
    touch(node);
  }

  /** Stops counting a task on a node. */
  public void release(String nodeId, String taskId) {
    volumes.release(taskId);
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
    if (info == null) {
      return 0;
    }
    int failures = info.recordFailure(task, now);
    touch(info);
    forgetInTime(info, now);
    return failures;
  }

  /** Adds failures on a node that were recorded by whoever led before; no matter how often. */
  public void restoreFailures(String nodeId, List<Failure> recorded, Instant now) {
    NodeInfo info = known.get(nodeId);
    if (info != null && info.restoreFailures(recorded, now)) {
      touch(info);
      forgetInTime(info, now);
    }
  }

  /**
   * The failures on a node that are to be known to whoever leads next: a bounded number, the newest
   * of each service and version, the oldest first. None if the node is unknown.
   */
  public List<Failure> failuresToStore(String nodeId, Instant now) {
    NodeInfo info = known.get(nodeId);
    return info == null ? List.of() : info.failuresToStore(now);
  }

  /** Takes note of the time: nodes whose failures stopped counting have changed. */
  public void forgetOldFailures(Instant now) {
    while (!forgetting.isEmpty() && forgetting.peek().at().isBefore(now)) {
      NodeInfo info = forgetting.remove().node();
      info.isDueToForget = false;
      touch(info);
      forgetInTime(info, now);
    }
  }

  private void forgetInTime(NodeInfo info, Instant now) {
    Optional<Instant> oldest = info.oldestFailure(now);
    if (!info.isDueToForget && oldest.isPresent()) {
      info.isDueToForget = true;
      forgetting.add(new Forgetting(oldest.get().plus(FAILURE_WINDOW), info));
    }
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
    return nodes.computeIfAbsent(nodeId, id -> new NodeInfo(id, volumes));
  }

  private void touch(NodeInfo info) {
    if (info.isKnown()) {
      unlink(info);
      info.changedAt = ++changes;
      mark = null;
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
