package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does writing cost on a stand-alone store of 10,000 objects? Every object that is written is
 * built first. Times are for each object, whatever its transaction holds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class TransactionBenchmark {
  private static final int SIZE = 10_000;
  private static final int WRITERS = 5;

  /** Without a stack trace, as the peer's errors have none. */
  private static final RuntimeException UNDO = new RuntimeException("undo", null, false, false) {};

  private final ExecutorService threads = Executors.newFixedThreadPool(2 * WRITERS);
  private String[] nodeIds;
  private Population.TaskFactory tasks;
  private MemoryStore nodeStore;
  private MemoryStore taskStore;
  private int at;

  /** Fills the stores. */
  @Setup(Level.Trial)
  public void fill() {
    var population = new Population();
    List<Node> nodes = population.namedNodes(SIZE);
    nodeIds = nodes.stream().map(Node::getId).toArray(String[]::new);
    nodeStore = Population.store(Kinds.NODE, nodes);
    tasks = population.taskFactory(SIZE);
    taskStore = Population.store();
    taskStore.update(this::createTasks).await();
  }

  /** Lets the threads go. */
  @TearDown
  public void close() {
    threads.shutdown();
  }

  private int next() {
    at = at + 1 == SIZE ? 0 : at + 1;
    return at;
  }

  /** 10,000 nodes in one transaction on an empty store. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Object createNode() {
    return Population.store().update(this::createNodes).await();
  }

  private void createNodes(Tx tx) {
    for (int i = 0; i < SIZE; i++) {
      tx.create(Kinds.NODE, Population.namedNode(nodeIds[i], "name" + i).build());
    }
  }

  /** 10,000 tasks in one transaction on an empty store. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Object createTask() {
    return Population.store().update(this::createTasks).await();
  }

  private void createTasks(Tx tx) {
    for (int i = 0; i < SIZE; i++) {
      tx.create(Kinds.TASK, tasks.task(i));
    }
  }

  /** 10,000 updates in one transaction. */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public Object updateNode() {
    return nodeStore.update(this::updateNodes).await();
  }

  private void updateNodes(Tx tx) {
    for (int i = 0; i < SIZE; i++) {
      rename(tx, nodeIds[i], Integer.toString(i));
    }
  }

  /** One update in each transaction. */
  @Benchmark
  public Object updateNodeTransaction() {
    int i = next();
    return nodeStore.update(tx -> rename(tx, nodeIds[i], Integer.toString(i))).await();
  }

  /** A new object, which has nothing of the one before but the version that it replaces. */
  private static void rename(Tx tx, String id, String suffix) {
    Node read = tx.get(Kinds.NODE, id).orElseThrow();
    tx.update(
        Kinds.NODE, Population.namedNode(id, id + "_" + suffix).setMeta(read.getMeta()).build());
  }

  /** Another state for a task, which two indexes and the message see. */
  @Benchmark
  public Object updateTaskTransaction() {
    String id = tasks.ids()[next()];
    return taskStore.update(tx -> changeState(tx, id)).await();
  }

  static void changeState(Tx tx, String id) {
    Task read = tx.get(Kinds.TASK, id).orElseThrow();
    TaskState state =
        read.getStatus().getState() == TaskState.RUNNING ? TaskState.COMPLETE : TaskState.RUNNING;
    tx.update(
        Kinds.TASK,
        read.toBuilder().setStatus(read.getStatus().toBuilder().setState(state)).build());
  }

  /** A delete whose transaction then fails, so that the node stays. */
  @Benchmark
  public Object deleteNodeTransaction() {
    return nodeStore
        .update(
            tx -> {
              tx.delete(Kinds.NODE, nodeIds[0]);
              throw UNDO;
            })
        .cause();
  }

  /**
   * Five threads that each make a transaction and wait for it, next to five that each read a node;
   * the time of one transaction and one read of each.
   */
  @Benchmark
  @OperationsPerInvocation(SIZE)
  public void nodeConcurrency(Blackhole seen) throws Exception {
    var all = new ArrayList<Callable<Void>>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String suffix = writer + "_";
      all.add(() -> renameAll(suffix));
      all.add(() -> readAll(seen));
    }
    for (Future<Void> one : threads.invokeAll(all)) {
      one.get();
    }
  }

  private Void renameAll(String suffix) {
    for (int i = 0; i < SIZE; i++) {
      String id = nodeIds[i];
      String name = suffix + i;
      nodeStore.update(tx -> rename(tx, id, name)).await();
    }
    return null;
  }

  private Void readAll(Blackhole seen) {
    var view = nodeStore.view();
    for (int i = 0; i < SIZE; i++) {
      seen.consume(view.get(Kinds.NODE, nodeIds[i]).orElseThrow().getRoleValue());
    }
    return null;
  }
}
