package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Specifier;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What must hold at every version, not only when a cluster is quiet: whatever is decided is right
 * at the moment at which it is committed.
 */
final class VersionChecks {
  private final List<String> violations = new ArrayList<>();
  private final Watcher watcher;

  /** Checks of what is committed to {@code cluster} from now on. */
  VersionChecks(SimulatedCluster cluster) {
    watcher =
        cluster
            .store()
            .watch(cluster.clock().loop("version-checks"), Interest.of(Specifier.of(Kinds.TASK)));
  }

  /** What did not hold at any version up to now, in words. */
  List<String> violations() {
    Watcher.Next next = watcher.next();
    for (; next instanceof Watcher.Next.Delivered delivered; next = watcher.next()) {
      check(delivered.commit(), delivered.at());
    }
    if (!(next instanceof Watcher.Next.CaughtUp)) {
      throw new IllegalStateException("versions were missed: " + next);
    }
    return violations;
  }

  private void check(Commit commit, ReadTx at) {
    Set<String> nodes = new TreeSet<>();
    Set<String> services = new TreeSet<>();
    for (Change<?> change : commit.changes()) {
      Optional<Task> task = change.after().map(Task.class::cast);
      if (task.isEmpty()) {
        continue;
      }
      services.add(task.get().getServiceId());
      if (isAssigned(task.get())
          && change.before().map(Task.class::cast).filter(VersionChecks::isAssigned).isEmpty()) {
        checkAssignment(commit, at, task.get());
        nodes.add(task.get().getNodeId());
      }
    }
    var census = new Census(at);
    census.nodes().stream()
        .filter(node -> nodes.contains(node.getId()))
        .forEach(
            node ->
                census
                    .excesses(node)
                    .forEach(excess -> note(commit, node.getId() + " gets too much: " + excess)));
    services.forEach(service -> checkSlots(commit, at, service));
  }

  private static boolean isAssigned(Task task) {
    return task.getStatus().getStateValue() >= TaskState.ASSIGNED_VALUE
        && !task.getNodeId().isEmpty();
  }

  private void checkAssignment(Commit commit, ReadTx at, Task task) {
    Optional<Node> node = at.get(Kinds.NODE, task.getNodeId());
    boolean fits =
        node.filter(
                n ->
                    Census.isAtWork(n)
                        && n.getSpec().getAvailability() == Availability.ACTIVE
                        && Census.admits(n, task))
            .isPresent();
    if (!fits && task.getStatus().getState() == TaskState.ASSIGNED) {
      note(commit, "%s is assigned to %s, which is not fit for it".formatted(task, node));
    }
  }

  /** A slot has one task at most that is to run, whatever is replaced at the moment. */
  private void checkSlots(Commit commit, ReadTx at, String service) {
    Map<String, Long> wanted =
        at.find(Kinds.TASK, TaskKind.byServiceId(service)).stream()
            .filter(Census::isWanted)
            .map(task -> task.getSlot() > 0 ? "slot " + task.getSlot() : task.getNodeId())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    wanted.forEach(
        (slot, tasks) -> {
          if (tasks > 1) {
            note(commit, "%s has %d tasks for %s".formatted(service, tasks, slot));
          }
        });
  }

  private void note(Commit commit, String violation) {
    violations.add("version %s by %s: %s".formatted(commit.version(), commit.origin(), violation));
  }
}
