package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.controller.RunTimedOutException;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs that take longer than they may. */
class DeadlineTest {
  private static final ControllerOptions LIMITED =
      ControllerOptions.DEFAULT
          .withDeadline(Duration.ofSeconds(30))
          .withRetry(RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1), 0))
          .withoutFailsafe();

  private final World world = new World();
  private final Promise<Result> slow = Promise.promise();
  private final Script<Service> script = Script.onServices().then(run -> slow.future());

  @BeforeEach
  void createAService() {
    world.create(World.service("web"));
  }

  private void start(ControllerOptions options) {
    world.manager.add("test", script, options);
    world.start();
  }

  private void answer(Future<Result> answer) {
    world.loop().execute(() -> answer.onComplete(slow));
    world.clock.runUntilIdle();
  }

  private double overdue() {
    return world.meters.get("skep.controller.overdue").gauge().value();
  }

  private double runs(String result) {
    return world.meters.get("skep.controller.runs").tag("result", result).counter().count();
  }

  @Test // rt.R-11 (C03)
  void aRunIsToldToStopWhenItsDeadlinePassesAndHasFailedOnceItAnswers() {
    start(LIMITED);
    Run<Service> run = script.last();
    assertThat(run.deadline()).contains(world.clock.instant().plusSeconds(30));

    world.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(run.cancelled().isComplete()).isFalse();
    assertThat(overdue()).isZero();
    world.advance(Duration.ofNanos(1));
    assertThat(run.cancelled().succeeded()).isTrue();
    assertThat(overdue()).isEqualTo(1);
    world.stir("web");
    world.advance(Duration.ofHours(1));
    assertThat(script.runs).as("the key stays with it").hasSize(1);
    assertThat(runs("timeout")).isZero();

    answer(run.done());

    assertThat(overdue()).isZero();
    assertThat(runs("timeout")).isEqualTo(1);
    assertThat(runs("done")).isEqualTo(1); // The run for what was written, which goes at once.
    assertThat(script.attempts()).containsExactly(1, 2);
    assertThat(script.heard.get(0))
        .isInstanceOfSatisfying(
            Result.Failed.class,
            failed ->
                assertThat(failed.cause())
                    .isInstanceOf(RunTimedOutException.class)
                    .hasMessageContainingAll("web", "PT30S"));
  }

  @Test // rt.R-11
  void pastItsDeadlineARunWritesNothing() {
    start(LIMITED);
    world.advance(Duration.ofSeconds(30));

    Future<Result> written =
        script.last().commit(tx -> tx.create(Kinds.TASK, World.task("t", "web")));
    world.clock.runUntilIdle();

    assertThat(written.cause()).isInstanceOf(RunTimedOutException.class);
    assertThat(world.store.view().count(Kinds.TASK)).isZero();
  }

  @Test // rt.R-11 (C04)
  void whatItFailsWithAfterItsDeadlineIsTheCause() {
    start(LIMITED);
    world.advance(Duration.ofSeconds(30));
    var late = new IllegalStateException("late");

    answer(Future.failedFuture(late));

    assertThat(runs("timeout")).isEqualTo(1);
    assertThat(((Result.Failed) script.heard.get(0)).cause()).hasCause(late);
  }

  @Test // rt.R-11 (C04)
  void whatEndsBeforeItsDeadlineHasNotTimedOut() {
    start(LIMITED);
    world.advance(Duration.ofSeconds(30).minusNanos(1));

    answer(Future.failedFuture(new CancellationException("by the user")));

    assertThat(runs("failed")).isEqualTo(1);
    world.advance(Duration.ofHours(1));
    assertThat(runs("timeout")).isZero();
    assertThat(script.runs).hasSize(2);
    assertThat(script.runs.get(0).cancelled().isComplete()).isFalse();
  }

  @Test // rt.R-11 (C03): none by default
  void withoutALimitARunMayTakeAnyTime() {
    start(ControllerOptions.DEFAULT);
    assertThat(script.last().deadline()).isEmpty();

    world.advance(Duration.ofDays(1));
    answer(script.last().done());

    assertThat(runs("done")).isEqualTo(1);
    assertThat(script.runs.get(0).cancelled().isComplete()).isFalse();
  }

  @Test // rt.R-11, rt.E-7: the hook has a deadline of its own
  void aHookThatTakesTooLongLeavesTheFirstFailureStanding() {
    Promise<Result> hook = Promise.promise();
    script.onEachFailure((run, failure) -> hook.future());
    start(LIMITED);
    answer(Future.failedFuture(new IllegalStateException("no")));

    world.advance(Duration.ofSeconds(30));
    assertThat(overdue()).isEqualTo(1);
    hook.complete(Result.done());
    world.clock.runUntilIdle();

    assertThat(runs("failed")).isEqualTo(1);
    assertThat(world.meters.get("skep.controller.hook.failures").counter().count()).isEqualTo(1);
    world.advance(Duration.ofSeconds(1));
    assertThat(script.attempts()).as("tried again all the same").containsExactly(1, 2);
  }
}
