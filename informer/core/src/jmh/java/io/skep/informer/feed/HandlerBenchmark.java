package io.skep.informer.feed;

import io.skep.api.Node;
import io.skep.informer.Informer;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a change takes from its commit to an informer's handler on a Vert.x event loop, with
 * nothing else to do.
 */
@BenchmarkMode({Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HandlerBenchmark {
  private final Vertx vertx = Vertx.vertx();
  private MemoryStore store;
  private volatile CountDownLatch seen = new CountDownLatch(0);

  /** Starts an informer with a handler. */
  @Setup(Level.Trial)
  public void start() throws Exception {
    store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("node").build()));
    var feed = new StoreFeed(store, VertxLoop.on(vertx));
    Informer<Node> nodes = new SharedInformers(feed).of(Kinds.NODE);
    nodes.addHandler(event -> seen.countDown());
    feed.start();
    nodes.synced().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Lets go of the event loops. */
  @TearDown(Level.Trial)
  public void stop() throws Exception {
    store.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** One change, waited for. */
  @Benchmark
  public boolean commitToHandler() throws InterruptedException {
    var latch = new CountDownLatch(1);
    seen = latch;
    store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "node").orElseThrow()));
    return latch.await(10, TimeUnit.SECONDS);
  }
}
