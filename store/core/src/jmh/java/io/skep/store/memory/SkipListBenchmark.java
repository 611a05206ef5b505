package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.api.Task;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do the reads of {@link ReadBenchmark} cost on the JDK's concurrent sorted maps of the same
 * messages: one by id, and one for each index, by value and id? These have no snapshots: who reads
 * twice may see two states.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class SkipListBenchmark {
  /** Ends a value in a key. */
  private static final char END = 0;

  /** Nodes by id. */
  @State(Scope.Benchmark)
  public static class NamedNodes extends Population.NamedNodes {
    private final ConcurrentNavigableMap<String, Node> byId = new ConcurrentSkipListMap<>();

    /** Fills the map. */
    @Setup
    public void fill() {
      objects.forEach(node -> byId.put(node.getId(), node));
    }
  }

  /** Nodes by id, by host name and by rack. */
  @State(Scope.Benchmark)
  public static class HostNodes extends Population.HostNodes {
    private final ConcurrentNavigableMap<String, Node> byId = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Node> byName = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Node> byRack = new ConcurrentSkipListMap<>();

    /** Fills the maps. */
    @Setup
    public void fill() {
      for (int i = 0; i < size; i++) {
        Node node = objects.get(i);
        byId.put(node.getId(), node);
        byName.put(node.getDescription().getHostname() + END + node.getId(), node);
        byRack.put(Population.rack(i) + END + node.getId(), node);
      }
    }
  }

  /** Tasks by id and by service. */
  @State(Scope.Benchmark)
  public static class Tasks extends Population.Tasks {
    private final ConcurrentNavigableMap<String, Task> byId = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<String, Task> byService = new ConcurrentSkipListMap<>();

    /** Fills the maps. */
    @Setup
    public void fill() {
      for (Task task : objects) {
        byId.put(task.getId(), task);
        byService.put(task.getServiceId() + END + task.getId(), task);
      }
    }
  }

  /** One node. */
  @Benchmark
  public int getNode(NamedNodes nodes) {
    return nodes.byId.get(nodes.ids[nodes.next()]).getRoleValue();
  }

  /** One task. */
  @Benchmark
  public int getTask(Tasks tasks) {
    return tasks.byId.get(tasks.ids[tasks.next()]).getDesiredStateValue();
  }

  /** All nodes. */
  @Benchmark
  public int findAllNodes(NamedNodes nodes) {
    return look(nodes.byId);
  }

  /** One node. */
  @Benchmark
  public int findNodeByName(HostNodes nodes) {
    return look(startingWith(nodes.byName, "name" + nodes.next() + END));
  }

  /** No node. */
  @Benchmark
  public int findNodeByNameMiss(HostNodes nodes) {
    return look(startingWith(nodes.byName, "other" + nodes.next() + END));
  }

  /** Eleven nodes. */
  @Benchmark
  public int findNodeByNamePrefix(HostNodes nodes) {
    return look(startingWith(nodes.byName, "name" + (100 + nodes.next() % 900)));
  }

  /** Eight nodes or so. */
  @Benchmark
  public int findNodeByIdPrefix(HostNodes nodes) {
    return look(startingWith(nodes.byId, nodes.ids[nodes.next()].substring(0, 2)));
  }

  /** A hundred nodes. */
  @Benchmark
  public int findNodeByCustom(HostNodes nodes) {
    return look(startingWith(nodes.byRack, Population.rack(nodes.next()) + END));
  }

  private static int look(ConcurrentNavigableMap<String, Node> found) {
    int seen = 0;
    for (Node node : found.values()) {
      seen += node.getRoleValue() + 1;
    }
    return seen;
  }

  /** Ten tasks. */
  @Benchmark
  public int findTaskByService(Tasks tasks) {
    String service = tasks.objects.get(tasks.next()).getServiceId();
    int seen = 0;
    for (Task task : startingWith(tasks.byService, service + END).values()) {
      seen += task.getStatus().getStateValue();
    }
    return seen;
  }

  private static <T> ConcurrentNavigableMap<String, T> startingWith(
      ConcurrentNavigableMap<String, T> map, String prefix) {
    return map.subMap(prefix, prefix + Character.MAX_VALUE);
  }
}
