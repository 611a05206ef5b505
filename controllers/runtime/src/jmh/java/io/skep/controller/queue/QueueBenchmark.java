package io.skep.controller.queue;

import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * What a key costs on its way through a queue of so many keys, on a Vert.x event loop and the
 * system's clock.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx1g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueueBenchmark {
  /** Enough that the way to the loop and back does not count. */
  private static final int STEPS = 20_000;

  /** How many keys are in the queue all the time. */
  @Param({"1", "100000", "1000000"})
  private int keys;

  private final SplittableRandom random = new SplittableRandom(1);
  private Vertx vertx;
  private Loop loop;
  private WorkQueue<String> queue;
  private String[] names;
  private String next;

  /** Fills the queue but for one key. */
  @Setup
  public void fill() {
    vertx = Vertx.vertx();
    loop = VertxLoop.on(vertx);
    queue = WorkQueue.on(loop);
    names = IntStream.range(0, keys).mapToObj(i -> "service/" + i).toArray(String[]::new);
    next = names[0];
    onLoop(() -> IntStream.range(1, keys).forEach(i -> queue.add(names[i])));
  }

  @TearDown
  public void close() {
    vertx.close().await();
  }

  /** Adds a key, takes the first and gives it back: the peer's loop. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void cycle() {
    onLoop(
        () -> {
          for (int i = 0; i < STEPS; i++) {
            queue.add(next);
            next = queue.poll().orElseThrow();
            queue.done(next);
          }
        });
  }

  /** Adds a key that is in the queue already. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void collapse() {
    onLoop(
        () -> {
          queue.add(next);
          for (int i = 0; i < STEPS; i++) {
            queue.add(names[random.nextInt(names.length)]);
          }
        });
  }

  /** Gives a key that is absent a delay, and takes it away. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public void delayed() {
    onLoop(
        () -> {
          for (int i = 0; i < STEPS; i++) {
            queue.addAfter("late", Duration.ofSeconds(3600 + random.nextInt(3600)));
            queue.cancel("late");
          }
        });
  }

  private void onLoop(Runnable task) {
    var done = new CompletableFuture<Void>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    done.join();
  }
}
