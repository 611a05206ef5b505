package io.skep.examples.scheduler.replay;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Resources;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.examples.scheduler.check.EveryVersion;
import io.skep.informer.Informer;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.scheduler.NodeView;
import io.skep.simulation.SimulatedCluster;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares, whenever the cluster is at rest, what is kept in memory with the store: the picture of
 * the scheduler, node by node, and an informer. Judges every version besides.
 */
final class CacheChecks implements ReplayWatch {
  private final List<String> differences = new ArrayList<>();
  private EveryVersion versions;
  private Informer<Task> tasks;
  private int quietPoints;

  @Override
  public void started(SimulatedCluster cluster) {
    versions = EveryVersion.of(cluster.store(), cluster.clock().loop("checks"));
    var feed = new StoreFeed(cluster.store(), cluster.clock().loop("informer"));
    tasks = new SharedInformers(feed).of(Kinds.TASK);
    feed.start();
    cluster.clock().runUntilIdle();
  }

  @Override
  public void quiet(SimulatedCluster cluster) {
    quietPoints++;
    ReadTx view = cluster.view();
    if (!tasks.reader().list().equals(view.list(Kinds.TASK))) {
      differences.add("at %s the informer's tasks are not the store's".formatted(view.version()));
    }
    for (Node node : view.list(Kinds.NODE)) {
      Free held = held(node, view.find(Kinds.TASK, TaskKind.byNodeId(node.getId())));
      Free known = cluster.scheduler().node(node.getId()).map(CacheChecks::known).orElseThrow();
      if (!held.equals(known) && differences.size() < 10) {
        differences.add(
            "%s at %s: the store says %s, the scheduler %s"
                .formatted(
                    node.getDescription().getHostname(), cluster.clock().instant(), held, known));
      }
    }
  }

  /** From the objects alone. */
  private static Free held(Node node, List<Task> tasks) {
    Resources described = node.getDescription().getResources();
    long cpus = described.getNanoCpus();
    long memory = described.getMemoryBytes();
    Map<String, Long> units = units(described.getGenericList());
    int active = 0;
    for (Task task : tasks) {
      int state = task.getStatus().getStateValue();
      if (state >= TaskState.ASSIGNED_VALUE && state <= TaskState.RUNNING_VALUE) {
        Resources reserved = task.getSpec().getResources().getReservations();
        cpus -= reserved.getNanoCpus();
        memory -= reserved.getMemoryBytes();
        units(task.getAssignedGenericResourcesList())
            .forEach((kind, count) -> units.merge(kind, -count, Long::sum));
        active++;
      }
    }
    return new Free(cpus, memory, units, active);
  }

  private static Free known(NodeView node) {
    return new Free(
        node.freeNanoCpus(), node.freeMemoryBytes(), units(node.freeGeneric()), node.activeTasks());
  }

  /** What of a node is free, and how many tasks are active there. */
  private record Free(long nanoCpus, long memoryBytes, Map<String, Long> units, int active) {
    Free {
      units.values().removeIf(count -> count == 0);
    }
  }

  private static Map<String, Long> units(List<GenericResource> resources) {
    var units = new TreeMap<String, Long>();
    for (GenericResource unit : resources) {
      units.merge(
          unit.getDiscreteResourceSpec().getKind(),
          unit.getDiscreteResourceSpec().getValue(),
          Long::sum);
    }
    return units;
  }

  List<String> violations() {
    var all = new ArrayList<>(versions.violations());
    all.addAll(differences);
    return all;
  }

  long versions() {
    return versions.versions();
  }

  int quietPoints() {
    return quietPoints;
  }
}
