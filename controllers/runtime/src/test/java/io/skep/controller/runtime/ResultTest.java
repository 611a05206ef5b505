package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a controller does with a key after a run. */
class ResultTest {
  /** 1, 2, 4, 8 s …, without jitter. */
  private static final RetryPolicy EXACT =
      RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

  private final World world = new World();
  private final Script<Service> script = Script.onServices();

  @BeforeEach
  void startWithOneService() {
    world.create(World.service("web"));
    world.manager.add("test", script, ControllerOptions.DEFAULT.withRetry(EXACT).withoutFailsafe());
  }

  @Test // rt.R-7
  void afterDoneAKeyWaitsForTheNextChange() {
    world.start();
    assertThat(script.ids()).containsExactly("web");

    world.advance(Duration.ofDays(1));
    assertThat(script.ids()).hasSize(1);
    world.touch("web");

    assertThat(script.ids()).hasSize(2);
  }

  @Test // rt.R-7
  void againRunsTheKeyAfterExactlyTheDelay() {
    script.then(Result.again(Duration.ofSeconds(5)));
    world.start();

    world.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(script.ids()).hasSize(1);
    world.advance(Duration.ofNanos(1));

    assertThat(script.ids()).hasSize(2);
    assertThat(script.last().causes()).containsExactly("asked to look again after PT5S");
  }

  @Test // rt.R-7, rt.D-2
  void aChangeEndsTheDelayThatAgainAskedFor() {
    script.then(Result.again(Duration.ofSeconds(5)));
    world.start();

    world.touch("web");
    assertThat(script.ids()).hasSize(2);
    world.advance(Duration.ofMinutes(1));

    assertThat(script.ids()).as("the delay fired as well").hasSize(2);
  }

  @Test // rt.R-7, rt.R-8, rt.E-2
  void backOffDoublesUntilDone() {
    script.then(Result.backOff()).then(Result.backOff()).then(Result.backOff());
    world.start();

    assertRunsAt(0, 1, 1 + 2, 1 + 2 + 4);
    assertThat(script.attempts()).containsExactly(1, 2, 3, 4);

    script.then(Result.backOff());
    world.touch("web");
    assertThat(script.last().attempt()).as("done cleared the failures").isEqualTo(1);
    world.advance(Duration.ofSeconds(1));
    assertThat(script.last().attempt()).isEqualTo(2);
  }

  @Test // rt.R-8
  void againClearsTheFailuresToo() {
    script
        .then(Result.backOff())
        .then(Result.failed(new IllegalStateException("no")))
        .then(Result.again(Duration.ofSeconds(10)))
        .then(Result.backOff());
    world.start();

    assertRunsAt(0, 1, 1 + 2, 3 + 10, 13 + 1);
    assertThat(script.attempts()).containsExactly(1, 2, 3, 1, 2);
  }

  @Test // rt.R-10
  void aFailedFutureAnExceptionAndNullAreAllFailures() {
    script
        .then(run -> Future.failedFuture(new IllegalStateException("failed future")))
        .then(
            run -> {
              throw new IllegalStateException("exception");
            })
        .then(
            run -> {
              throw new AssertionError("error");
            })
        .then(run -> null)
        .then((Result) null);
    world.start();

    assertRunsAt(0, 1, 3, 7, 15, 31);
    assertThat(runs("failed")).isEqualTo(5);
    assertThat(runs("done")).isEqualTo(1);
    assertThat(script.runs.get(1).causes().get(0)).contains("attempt 2", "failed future");
    assertThat(script.runs.get(4).causes().get(0)).contains("returned null");
    assertThat(script.runs.get(5).causes().get(0)).contains("result is null");
  }

  @Test // rt.R-9
  void aTerminalFailureWaitsForAChangeAndThenStartsAfresh() {
    script.then(Result.backOff()).then(Result.terminal(new IllegalStateException("hopeless")));
    world.start();
    world.advance(Duration.ofDays(1));
    assertThat(script.attempts()).containsExactly(1, 2);
    assertThat(runs("terminal")).isEqualTo(1);

    world.touch("web");

    assertThat(script.attempts()).containsExactly(1, 2, 1);
  }

  @Test // rt.R-7, rt.C-1
  void aRunMayTakeItsTime() {
    Promise<Result> answer = Promise.promise();
    script.then(run -> answer.future());
    world.start();
    world.advance(Duration.ofHours(1));
    assertThat(world.meters.get("skep.queue.processing").gauge().value()).isEqualTo(1);

    answer.complete(Result.again(Duration.ofSeconds(1)));
    world.advance(Duration.ofSeconds(1));

    assertThat(script.ids()).hasSize(2);
  }

  @Test // rt.Q-4, rt.R-2
  void changesDuringARunLeadToExactlyOneMoreAfterIt() {
    Promise<Result> answer = Promise.promise();
    script.then(run -> answer.future());
    world.start();

    for (int i = 0; i < 5; i++) {
      world.touch("web");
    }
    assertThat(script.ids()).as("a second run of the key while the first goes on").hasSize(1);
    answer.complete(Result.done());
    world.advance(Duration.ofMinutes(1));

    assertThat(script.ids()).hasSize(2);
    assertThat(script.last().causes()).hasSize(5);
  }

  @Test // rt.E-3: the run's own write is such a change
  void aFailureWithANewerChangeIsTriedAgainASecondAfterItsStartAtTheLatest() {
    script.always(
        run ->
            run.commit(tx -> touch(tx, "web"))
                .compose(
                    done -> Future.failedFuture(new IllegalStateException("after the write"))));
    world.start();
    assertThat(script.ids()).as("a key that wakes itself must not spin").hasSize(1);

    world.advance(Duration.ofSeconds(10));

    assertThat(script.ids()).as("every second, whatever the back-off").hasSize(11);
  }

  @Test // rt.E-3: nor by giving up each time
  void aTerminalFailureWithANewerChangeIsTriedAgainASecondAfterItsStart() {
    script.always(
        run ->
            run.commit(
                tx -> touch(tx, "web"), Result.terminal(new IllegalStateException("after"))));
    world.start();
    assertThat(script.ids()).as("a key that wakes itself must not spin").hasSize(1);

    world.advance(Duration.ofSeconds(10));

    assertThat(script.attempts()).hasSize(11).containsOnly(1);
  }

  private static void touch(Tx tx, String id) {
    var service = tx.get(Kinds.SERVICE, id).orElseThrow();
    var changed = service.toBuilder();
    changed
        .getSpecBuilder()
        .getTaskBuilder()
        .setForceUpdate(service.getSpec().getTask().getForceUpdate() + 1);
    tx.update(Kinds.SERVICE, changed.build());
  }

  @Test // rt.R-7: a result says one thing only, so none has to beat another
  void againWithoutADelayIsRefused() {
    assertThatThrownBy(() -> Result.again(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
    assertThatThrownBy(() -> Result.failed(null)).isInstanceOf(NullPointerException.class);
  }

  @Test // rt.M-6
  void everySeriesOfAControllerIsThereFromTheStart() {
    assertThat(world.meters.find("skep.controller.runs").counters())
        .extracting(counter -> counter.getId().getTag("result"))
        .containsExactlyInAnyOrder(
            "done",
            "again",
            "backoff",
            "failed",
            "conflict",
            "timeout",
            "unknown",
            "terminal",
            "exhausted",
            "fenced",
            "missing");
    assertThat(world.meters.get("skep.controller.limit").gauge().value()).isEqualTo(8);
    assertThat(world.meters.get("skep.controller.conflicts").counter().count()).isZero();
    assertThat(world.meters.get("skep.controller.hook.failures").counter().count()).isZero();
  }

  /** Lets time pass from run to run, each at exactly its second. */
  private void assertRunsAt(int... seconds) {
    long now = 0;
    for (int i = 0; i < seconds.length; i++) {
      if (seconds[i] > now) {
        world.advance(Duration.ofSeconds(seconds[i] - now).minusNanos(1));
        assertThat(script.runs).as("before second %d", seconds[i]).hasSize(i);
        world.advance(Duration.ofNanos(1));
        now = seconds[i];
      }
      assertThat(script.runs).as("at second %d", seconds[i]).hasSize(i + 1);
    }
    world.advance(Duration.ofMinutes(10));
    assertThat(script.runs).as("runs in all").hasSize(seconds.length);
  }

  private double runs(String result) {
    return world.meters.get("skep.controller.runs").tag("result", result).counter().count();
  }
}
