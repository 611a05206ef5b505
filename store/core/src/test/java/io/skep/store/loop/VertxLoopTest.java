package io.skep.store.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The loop on real event loops. Waits for what must happen, never for time to pass. */
class VertxLoopTest {
  private final Vertx vertx = Vertx.vertx();
  private final VertxLoop loop = VertxLoop.of(vertx.getOrCreateContext());

  @AfterEach
  void noThreadStays() throws Exception {
    get(vertx.close());
  }

  @Test
  void tasksRunInTheirOrderOnOneThreadAndNeverInsideExecute() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    Promise<Void> done = Promise.promise();
    loop.execute(
        () -> {
          for (int i = 0; i < 100; i++) {
            int number = i;
            loop.execute(
                () -> {
                  order.add(number);
                  threads.add(Thread.currentThread());
                });
          }
          order.add(-1);
          loop.execute(done::complete);
        });
    get(done.future());

    assertThat(order).hasSize(101).isSorted();
    assertThat(threads.stream().distinct()).hasSize(1);
  }

  @Test
  void codeKnowsTheLoopThatItRunsOn() throws Exception {
    assertThat(onLoop(Loop::current)).contains(loop);
    assertThat(onLoop(loop::isCurrent)).isTrue();
    assertThat(loop.isCurrent()).isFalse();
    assertThat(Loop.current()).isEmpty();

    Promise<Optional<Loop>> handler = Promise.promise();
    Context context = vertx.getOrCreateContext();
    context.runOnContext(ignored -> handler.complete(Loop.current()));
    assertThat(get(handler.future())).contains(VertxLoop.of(context));
  }

  @Test
  void aWorkerIsNotTheLoopThatSentItWork() throws Exception {
    Promise<Optional<Loop>> seen = Promise.promise();
    loop.execute(() -> vertx.executeBlocking(Loop::current).onComplete(seen));

    assertThat(get(seen.future())).isEmpty();
  }

  @Test
  void callsOfAServerHaveTheLoopOfItsContext() {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();

    assertThat(VertxLoop.of(context.duplicate())).isEqualTo(VertxLoop.of(context));
    assertThat(VertxLoop.of(context.duplicate())).hasSameHashCodeAs(VertxLoop.of(context));
  }

  @Test
  void twoLoopsOfOneContextAreEqual() {
    Context context = vertx.getOrCreateContext();

    assertThat(VertxLoop.of(context)).isEqualTo(VertxLoop.of(context));
    assertThat(VertxLoop.of(context)).hasSameHashCodeAs(VertxLoop.of(context));
    assertThat(loop).isNotEqualTo(VertxLoop.of(vertx.getOrCreateContext()));
  }

  @Test
  void aWorkerContextIsNoLoop() throws Exception {
    var refusal = new AtomicReference<Throwable>();
    var verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            try {
              VertxLoop.of(context);
            } catch (IllegalArgumentException e) {
              refusal.set(e);
            }
            return Future.succeededFuture();
          }
        };
    get(
        vertx.deployVerticle(
            verticle, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER)));

    assertThat(refusal.get()).hasMessageContaining("event-loop");
  }

  @Test
  void aTimerFiresOnTheLoopAndNotEarly() throws Exception {
    long start = loop.clock().nanoTime();
    Promise<Long> fired = Promise.promise();

    loop.after(
        Duration.ofNanos(5_000_001),
        () -> fired.complete(loop.isCurrent() ? loop.clock().nanoTime() : -1));

    assertThat(get(fired.future()) - start).isGreaterThanOrEqualTo(5_000_001);
  }

  @Test
  void aTimerWithoutDelayRunsAfterWhatWasGivenBefore() throws Exception {
    List<String> order = new ArrayList<>();
    Promise<Void> done = Promise.promise();
    loop.execute(
        () -> {
          loop.execute(() -> order.add("task"));
          loop.after(Duration.ZERO, () -> order.add("zero"));
          loop.after(Duration.ofMillis(-1), () -> order.add("negative"));
          loop.execute(done::complete);
        });
    get(done.future());

    assertThat(order).containsExactly("task", "zero", "negative");
  }

  @Test
  void aCancelledTimerDoesNotFire() throws Exception {
    List<String> order = new ArrayList<>();
    Promise<Void> done = Promise.promise();
    loop.execute(
        () -> {
          Loop.Timer soon = loop.after(Duration.ZERO, () -> order.add("soon"));
          Loop.Timer late = loop.after(Duration.ofMillis(1), () -> order.add("late"));
          soon.cancel();
          late.cancel();
          late.cancel();
          loop.after(Duration.ofMillis(20), done::complete); // Later than the cancelled ones.
        });
    get(done.future());

    assertThat(order).isEmpty();
  }

  @Test
  void aTimerMayBeCancelledBeforeTheLoopHasSetIt() throws Exception {
    List<String> order = new ArrayList<>();
    Loop.Timer timer = loop.after(Duration.ofMillis(1), () -> order.add("late"));
    timer.cancel();
    Promise<Void> done = Promise.promise();
    loop.after(Duration.ofMillis(20), done::complete);
    get(done.future());

    assertThat(order).isEmpty();
  }

  @Test
  void aClosedVertxTakesNoTasks() throws Exception {
    Vertx other = Vertx.vertx();
    var gone = VertxLoop.on(other);
    get(other.close());

    assertThatThrownBy(() -> gone.execute(() -> {}))
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
  }

  private <T> T onLoop(Callable<T> call) throws Exception {
    Promise<T> result = Promise.promise();
    loop.execute(
        () -> {
          try {
            result.complete(call.call());
          } catch (Exception e) {
            result.fail(e);
          }
        });
    return get(result.future());
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
  }
}
