package io.skep.examples.scheduler.check;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.skep.store.loop.Loop;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Judges every version of a store, from the store alone: whatever is under way, nothing is given
 * twice, tasks go only where they may, and services are changed only as their update says.
 *
 * <p>Of each commit only what it touched is looked at. Confined to its loop; look at the results
 * when the loop stands still.
 */
public final class EveryVersion {
  /** The first ones tell what went wrong; a broken run has one at every commit after that. */
  private static final int MAX_VIOLATIONS = 50;

  private final Watcher watcher;
  private final List<String> violations = new ArrayList<>();
  private long versions;

  private EveryVersion(Store store, Loop loop) {
    watcher = store.watch(loop, Interest.in(List.of(Kinds.NODE, Kinds.SERVICE, Kinds.TASK)));
  }

  /** Watches {@code store} on {@code loop} from now on. */
  public static EveryVersion of(Store store, Loop loop) {
    var checks = new EveryVersion(store, loop);
    checks.watcher.onReady(checks::takeAll);
    return checks;
  }

  /** What was broken so far, each with its version; nothing for a good run. */
  public List<String> violations() {
    return List.copyOf(violations);
  }

  /** How many versions were looked at. */
  public long versions() {
    return versions;
  }

  private void takeAll() {
    Watcher.Next next = watcher.next();
    while (next instanceof Watcher.Next.Delivered delivered) {
      versions++;
      check(delivered.commit(), delivered.at());
      next = watcher.next();
    }
    if (next instanceof Watcher.Next.Compacted compacted) {
      violations.add("versions were missed: " + compacted.details());
    }
  }

  private void check(Commit commit, ReadTx at) {
    if (violations.size() >= MAX_VIOLATIONS) {
      return;
    }
    var found = new ArrayList<String>();
    Set<String> nodes = new LinkedHashSet<>();
    Set<String> services = new LinkedHashSet<>();
    for (Change<?> change : commit.changes()) {
      if (change.object() instanceof Task task) {
        nodes.add(task.getNodeId());
        services.add(task.getServiceId());
        found.addAll(
            new TaskStepChecks(at, change.before().map(Task.class::cast), task).violations());
      } else if (change.object() instanceof Node node) {
        nodes.add(node.getId());
      } else if (change.object() instanceof Service service) {
        services.add(service.getId());
      }
    }
    nodes.forEach(id -> found.addAll(checkNode(at, id)));
    services.forEach(id -> found.addAll(checkService(at, id)));
    found.forEach(
        what -> violations.add("version %d: %s".formatted(commit.version().index(), what)));
  }

  private static List<String> checkNode(ReadTx at, String id) {
    return at.get(Kinds.NODE, id)
        .map(node -> ClusterState.of(List.of(node), at.find(Kinds.TASK, TaskKind.byNodeId(id))))
        .map(state -> new NodeChecks(state).neverViolated())
        .orElse(List.of());
  }

  private static List<String> checkService(ReadTx at, String id) {
    return at.get(Kinds.SERVICE, id)
        .map(
            service ->
                new UpdateChecks(service, at.find(Kinds.TASK, TaskKind.byServiceId(id)))
                    .violations())
        .orElse(List.of());
  }
}
