package io.skep.scheduler.reconciler;

import io.skep.api.Task;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.failure.Failure;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Failures between the tasks that fail, the cluster's memory of them, and what is stored.
 *
 * <p>A scheduler that does not lead sees tasks fail too. It dates none: a failure that the leader
 * has stored comes with the leader's date, and what the leader had no time to store is dated by
 * whoever leads next. Each is told by its task, so none counts twice. A record that was not written
 * stays due, so it does not matter why.
 */
final class FailureRecords {
  /** Failures that nobody has stored, as long as nobody leads; of more the oldest are dropped. */
  private static final int MOST_UNDATED = 10_000;

  private final Map<String, Task> undated = new LinkedHashMap<>();
  private final TreeMap<String, List<Failure>> stored = new TreeMap<>();
  private final TreeSet<String> arrived = new TreeSet<>();
  private final TreeSet<String> due = new TreeSet<>();
  private final Cluster cluster;

  FailureRecords(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Takes note that {@code task} failed. */
  void noteFailure(Task task) {
    undated.put(task.getId(), task);
    if (undated.size() > MOST_UNDATED) {
      undated.remove(undated.keySet().iterator().next());
    }
  }

  /** Takes note of what is stored of a node. */
  void putStored(String nodeId, List<Failure> failures) {
    stored.put(nodeId, failures);
    arrived.add(nodeId);
  }

  /** Takes note that nothing is stored of a node. */
  void removeStored(String nodeId) {
    stored.remove(nodeId);
    arrived.remove(nodeId);
  }

  /** Takes note of a node that was not known before. */
  void addNode(String nodeId) {
    if (stored.containsKey(nodeId) && !due.contains(nodeId)) {
      arrived.add(nodeId);
    }
  }

  /** A node that is gone starts clean if it comes back. */
  void removeNode(String nodeId) {
    arrived.remove(nodeId);
    if (stored.containsKey(nodeId)) {
      due.add(nodeId);
    }
  }

  /** Brings the cluster's memory up to date: first what is stored, then what is not. */
  void settle(Instant now, Consumer<Task> record) {
    for (String nodeId : arrived) {
      List<Failure> failures = stored.get(nodeId);
      failures.forEach(failure -> undated.remove(failure.task()));
      cluster.restoreFailures(nodeId, failures, now);
    }
    arrived.clear();
    for (Task task : undated.values()) {
      record.accept(task);
      due.add(task.getNodeId());
    }
    undated.clear();
    stored.forEach(
        (nodeId, failures) -> {
          if (cluster.node(nodeId).isEmpty() || isOver(failures, now)) {
            due.add(nodeId);
          }
        });
  }

  private static boolean isOver(List<Failure> failures, Instant now) {
    return failures.isEmpty()
        || failures.get(failures.size() - 1).at().isBefore(now.minus(Cluster.FAILURE_WINDOW));
  }

  /** What has to be written, node by node; none are to be stored of a node that needs no record. */
  void forEachDue(Instant now, BiConsumer<String, List<Failure>> write) {
    for (String nodeId : List.copyOf(due)) {
      List<Failure> failures = cluster.failuresToStore(nodeId, now);
      if (failures.equals(stored.getOrDefault(nodeId, List.of()))) {
        due.remove(nodeId);
      } else {
        write.accept(nodeId, failures);
      }
    }
  }
}
