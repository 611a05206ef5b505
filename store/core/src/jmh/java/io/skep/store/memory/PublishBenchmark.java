package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.Interest;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a commit cost with so many watchers on a Vert.x event loop: until it is published, and
 * until all have consumed it? Publishers are as many threads, each waiting for its own commits
 * only.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 400, timeUnit = TimeUnit.MILLISECONDS)
public class PublishBenchmark {
  /** Fewer than the log keeps, so that no watcher is compacted. */
  private static final int COMMITS = 1_024;

  /** How many watch, and how many publish. */
  @Param({"10x1", "100x1", "1000x1", "10000x1", "10x4", "100x8", "1000x4", "1000x64"})
  public String watchersAndPublishers;

  /** Which watchers a commit concerns: all, or half of them, as the others watch another kind. */
  @Param("all")
  public String concerned;

  /** How many event loops the watchers are on. */
  @Param("1")
  public int loops;

  private final List<Vertx> vertx = new ArrayList<>();
  private final List<Callable<Void>> publishing = new ArrayList<>();
  private int consumers;
  private MemoryStore store;
  private ExecutorService threads;

  /** How many watchers have not consumed all that is to be published. */
  private volatile CountDownLatch consuming;

  /** What the last commit to be published makes. */
  private volatile long last;

  /** Opens a store and its watchers. */
  @Setup
  public void open() {
    String[] shape = watchersAndPublishers.split("x");
    int watchers = Integer.parseInt(shape[0]);
    int publishers = Integer.parseInt(shape[1]);
    threads = Executors.newFixedThreadPool(publishers);
    store = Population.store();
    for (int i = 0; i < publishers; i++) {
      String id = "node" + i;
      store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId(id).build()));
      publishing.add(() -> publishSome(id, COMMITS / publishers));
    }
    for (int i = 0; i < loops; i++) {
      vertx.add(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)));
      var loop = VertxLoop.on(vertx.get(i));
      for (int j = i; j < watchers; j += loops) {
        boolean other = concerned.equals("half") && j % 2 == 1;
        consumers += other ? 0 : 1;
        consume(store.watch(loop, Interest.in(List.of(other ? Kinds.TASK : Kinds.NODE))));
      }
    }
  }

  private void consume(Watcher watcher) {
    watcher.onReady(
        () -> {
          while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
            if (delivered.commit().version().index() == last) {
              consuming.countDown();
            }
          }
        });
  }

  private Void publishSome(String id, int commits) {
    for (int i = 0; i < commits; i++) {
      store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, id).orElseThrow())).await();
    }
    return null;
  }

  private void expect(int commits) {
    consuming = new CountDownLatch(consumers);
    last = store.view().version().index() + commits;
  }

  /** Publishes, and leaves the watchers to themselves. */
  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public void publish() throws Exception {
    expect(COMMITS);
    publishAll();
  }

  private void publishAll() throws Exception {
    if (publishing.size() == 1) {
      publishing.get(0).call();
      return;
    }
    for (Future<Void> one : threads.invokeAll(publishing)) {
      one.get();
    }
  }

  /** Waits for the watchers, outside of what is measured. */
  @TearDown(Level.Invocation)
  public void settle() throws InterruptedException {
    consuming.await();
  }

  /** Publishes until every watcher has consumed everything. */
  @Benchmark
  @OperationsPerInvocation(COMMITS)
  public void watch() throws Exception {
    expect(COMMITS);
    publishAll();
    consuming.await();
  }

  /** One commit, until the last watcher has consumed it; to be seen as a distribution. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public void lag() throws Exception {
    expect(1);
    publishSome("node0", 1);
    consuming.await();
  }

  /** Lets go of the threads. */
  @TearDown
  public void close() {
    store.close();
    vertx.forEach(one -> one.close().await());
    threads.shutdown();
  }
}
