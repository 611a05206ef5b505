package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What reading and writing cost on a stand-alone store, with real node messages that have
 * hostnames. Times are for each operation, whatever the transaction holds.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreBenchmark {
  private static final int MANY = 200;

  /** How many nodes the store holds. */
  @Param("10000")
  public int size;

  private MemoryStore store;
  private List<Node> nodes;
  private List<Node> more;
  private int next;

  /** Fills a store. */
  @Setup(Level.Trial)
  public void fill() {
    var ids = new IdSource(new Random(1));
    nodes = java.util.stream.IntStream.range(0, size).mapToObj(i -> node(ids.next(), i)).toList();
    more = java.util.stream.IntStream.range(0, MANY).mapToObj(i -> node(ids.next(), i)).toList();
    store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    store.update(tx -> nodes.forEach(node -> tx.create(Kinds.NODE, node)));
  }

  private static Node node(String id, int number) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getDescriptionBuilder().setHostname("name" + number);
    node.getSpecBuilder().getAnnotationsBuilder().setName("name" + number);
    return node.build();
  }

  private Node nextNode() {
    next = next + 1 == size ? 0 : next + 1;
    return nodes.get(next);
  }

  /** 200 creates in a transaction, and their deletes in another. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public Object createAndDelete() {
    store.update(tx -> more.forEach(node -> tx.create(Kinds.NODE, node)));
    return store.update(tx -> more.forEach(node -> tx.delete(Kinds.NODE, node.getId())));
  }

  /** 200 updates in a transaction. */
  @Benchmark
  @OperationsPerInvocation(MANY)
  public Object update() {
    return store.update(
        tx -> {
          for (int i = 0; i < MANY; i++) {
            tx.update(Kinds.NODE, tx.get(Kinds.NODE, nextNode().getId()).orElseThrow());
          }
        });
  }

  /** A transaction with one update. */
  @Benchmark
  public Object updateTransaction() {
    String id = nextNode().getId();
    return store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, id).orElseThrow()));
  }

  /** A get from a fresh snapshot. */
  @Benchmark
  public Object get() {
    return store.view().get(Kinds.NODE, nextNode().getId());
  }

  /** All nodes, each looked at. */
  @Benchmark
  public int findAll() {
    int seen = 0;
    for (Node node : store.view().list(Kinds.NODE)) {
      seen += node.getRoleValue() + 1;
    }
    return seen;
  }

  /** One node by its hostname. */
  @Benchmark
  public Object findByName() {
    ReadTx view = store.view();
    return view.find(Kinds.NODE, By.name(nextNode().getDescription().getHostname()));
  }
}
