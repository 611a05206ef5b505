package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig.UpdateOrder;
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
import java.util.stream.Stream;

/**
 * What must hold at every version, not only when a cluster is quiet: whatever is decided is right
 * at the moment at which it is committed.
 */
final class VersionChecks {
  private final List<String> violations = new ArrayList<>();
  private final Set<String> mayStartFirst = new TreeSet<>();
  private final RandomOperator operator;
  private final Watcher watcher;

  /** Checks of what is committed to {@code cluster} from now on, which {@code operator} runs. */
  VersionChecks(SimulatedCluster cluster, RandomOperator operator) {
    this.operator = operator;
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
      change.before().ifPresent(before -> checkStop(commit, at, (Task) before, task.get()));
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

  /**
   * A slot has one task at most that is to run, whatever is replaced at the moment; but for updates
   * that start the new one first.
   */
  private void checkSlots(Commit commit, ReadTx at, String service) {
    if (mayStartFirst.contains(service) || startsFirst(at, service)) {
      mayStartFirst.add(service);
      return;
    }
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

  private static boolean startsFirst(ReadTx at, String service) {
    return at.get(Kinds.SERVICE, service).stream()
        .flatMap(found -> Stream.of(found.getSpec(), found.getPreviousSpec()))
        .flatMap(spec -> Stream.of(spec.getUpdate(), spec.getRollback()))
        .anyMatch(config -> config.getOrder() == UpdateOrder.START_FIRST);
  }

  /** Nobody stops what runs well for a service that nobody changed. */
  private void checkStop(Commit commit, ReadTx at, Task before, Task after) {
    boolean isStopped =
        before.getDesiredStateValue() <= TaskState.RUNNING_VALUE
            && after.getDesiredState() == TaskState.SHUTDOWN
            && before.getStatus().getState() == TaskState.RUNNING
            && after.getStatus().getState() == TaskState.RUNNING;
    if (!isStopped || operator.changed().contains(after.getServiceId())) {
      return;
    }
    boolean couldStay =
        at.get(Kinds.NODE, after.getNodeId())
            .filter(
                node ->
                    node.getStatus().getState() != NodeStatus.State.DOWN
                        && node.getSpec().getAvailability() != Availability.DRAIN
                        && Census.admits(node, after))
            .isPresent();
    if (couldStay) {
      note(commit, "%s is stopped for no reason".formatted(after.getId()));
    }
  }

  private void note(Commit commit, String violation) {
    violations.add("version %s by %s: %s".formatted(commit.version(), commit.origin(), violation));
  }
}
