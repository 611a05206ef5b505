package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.store.By;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
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
 * What do reads of a store cost? Each is on a view of its own, and reads a field of every object
 * that it finds. {@link SkipListBenchmark} asks the same without a store.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms3g", "-Xmx3g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class ReadBenchmark {
  /** A store of nodes without host names. */
  @State(Scope.Benchmark)
  public static class NamedNodes extends Population.NamedNodes {
    private MemoryStore store;

    /** Fills the store. */
    @Setup
    public void fill() {
      store = Population.store(Kinds.NODE, objects);
    }
  }

  /** A store of nodes with host names. */
  @State(Scope.Benchmark)
  public static class HostNodes extends Population.HostNodes {
    private MemoryStore store;

    /** Fills the store. */
    @Setup
    public void fill() {
      store = Population.store(Kinds.NODE, objects);
    }
  }

  /** A store of tasks. */
  @State(Scope.Benchmark)
  public static class Tasks extends Population.Tasks {
    private MemoryStore store;

    /** Fills the store. */
    @Setup
    public void fill() {
      store = Population.store(Kinds.TASK, objects);
    }
  }

  /** One node. */
  @Benchmark
  public int getNode(NamedNodes nodes) {
    String id = nodes.ids[nodes.next()];
    return nodes.store.view().get(Kinds.NODE, id).orElseThrow().getRoleValue();
  }

  /** One task. */
  @Benchmark
  public int getTask(Tasks tasks) {
    String id = tasks.ids[tasks.next()];
    return tasks.store.view().get(Kinds.TASK, id).orElseThrow().getDesiredStateValue();
  }

  /** All nodes. */
  @Benchmark
  public int findAllNodes(NamedNodes nodes) {
    return look(nodes.store, By.all());
  }

  /** One node. */
  @Benchmark
  public int findNodeByName(HostNodes nodes) {
    return look(nodes.store, By.name("name" + nodes.next()));
  }

  /** No node, as none has a host name. */
  @Benchmark
  public int findNodeByNameMiss(NamedNodes nodes) {
    return nodes.store.view().find(Kinds.NODE, By.name("name" + nodes.next())).size();
  }

  /** Eleven nodes. */
  @Benchmark
  public int findNodeByNamePrefix(HostNodes nodes) {
    return look(nodes.store, By.namePrefix("name" + (100 + nodes.next() % 900)));
  }

  /** Eight nodes or so. */
  @Benchmark
  public int findNodeByIdPrefix(HostNodes nodes) {
    String id = nodes.ids[nodes.next()];
    return look(nodes.store, By.idPrefix(id.substring(0, 2)));
  }

  /** A hundred nodes. */
  @Benchmark
  public int findNodeByCustom(HostNodes nodes) {
    return look(nodes.store, By.custom("rack", Population.rack(nodes.next())));
  }

  private static int look(MemoryStore store, By<Node> by) {
    int seen = 0;
    for (Node node : store.view().find(Kinds.NODE, by)) {
      seen += node.getRoleValue() + 1;
    }
    if (seen == 0) {
      throw new IllegalStateException(by + " finds nothing, so this measures something else");
    }
    return seen;
  }

  /** Ten tasks. */
  @Benchmark
  public int findTaskByService(Tasks tasks) {
    String service = tasks.objects.get(tasks.next()).getServiceId();
    int seen = 0;
    for (Task task : tasks.store.view().find(Kinds.TASK, TaskKind.byServiceId(service))) {
      seen += task.getStatus().getStateValue();
    }
    return seen;
  }
}
