package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which runs use up a failing key's attempts, and when the key has fresh ones. */
class RetryTest {
  private static final ControllerOptions MINUTES =
      ControllerOptions.DEFAULT
          .withRetry(new RetryPolicy(Duration.ofMinutes(1), 1, 1, Duration.ofMinutes(1), 0, 3))
          .withoutFailsafe();

  private final IllegalStateException no = new IllegalStateException("no");
  private final World world = new World();
  private final Script<Service> script = Script.onServices().always(run -> Future.failedFuture(no));

  private void start(ControllerOptions options) {
    world.create(World.service("web"));
    world.manager.add("test", script, options);
    world.start();
  }

  private void stir() {
    world.stir("web");
  }

  private void scale(int replicas) {
    world.write(tx -> scale(tx, replicas));
  }

  private static void scale(Tx tx, int replicas) {
    Service.Builder service = tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder();
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    tx.update(Kinds.SERVICE, service.build());
  }

  private double givenUp() {
    return world.meters.get("skep.controller.given.up").gauge().value();
  }

  @Test // rt.E-1, rt.E-6 (T01)
  void theSequenceOfTheJavaOperatorSdkEndsAfterFiveRetries() {
    start(ControllerOptions.DEFAULT.withRetry(RetryPolicy.JOSDK).withoutFailsafe());

    for (int millis : new int[] {2000, 2000, 3000, 4500, 6750}) {
      int before = script.runs.size();
      world.advance(Duration.ofMillis(millis).minusNanos(1));
      assertThat(script.runs).hasSize(before);
      world.advance(Duration.ofNanos(1));
      assertThat(script.runs).hasSize(before + 1);
    }
    assertThat(givenUp()).isEqualTo(1);
    world.advance(Duration.ofDays(30));

    assertThat(script.attempts()).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(script.runs.stream().map(Run::isLastAttempt))
        .containsExactly(false, false, false, false, false, true);
  }

  @Test // rt.E-4 (T03, E15)
  void eventsLongBeforeTheNextAttemptUseUpNoneAndMoveNothing() {
    start(MINUTES);
    for (int second = 1; second <= 54; second++) {
      world.advance(Duration.ofSeconds(1));
      stir();
    }
    assertThat(script.attempts()).hasSize(55).first().isEqualTo(1);
    assertThat(script.attempts().subList(1, 55)).containsOnly(2);
    assertThat(script.heard).allMatch(Result.Failed.class::isInstance);

    world.advance(Duration.ofSeconds(6).minusNanos(1));
    assertThat(script.runs).as("the old time stays").hasSize(55);
    world.advance(Duration.ofNanos(1));

    assertThat(script.runs).hasSize(56);
    assertThat(script.last().attempt()).isEqualTo(2);
    world.advance(Duration.ofMinutes(1));
    assertThat(script.last().attempt()).as("the one at its time was counted").isEqualTo(3);
    assertThat(givenUp()).isEqualTo(1);
  }

  @Test // rt.E-4 (E15)
  void anEventShortlyBeforeTheNextAttemptTakesItsPlace() {
    start(MINUTES);
    world.advance(Duration.ofSeconds(55));

    stir();
    assertThat(script.attempts()).containsExactly(1, 2);
    world.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(script.attempts()).as("its back-off is a new one").containsExactly(1, 2);
    world.advance(Duration.ofNanos(1));

    assertThat(script.attempts()).containsExactly(1, 2, 3);
  }

  @Test // rt.E-4: nobody is given up for runs that do not count
  void aRunThatDoesNotCountIsNeverTheLast() {
    start(MINUTES.withRetry(MINUTES.retry().withAttempts(2)));

    stir();
    stir();

    assertThat(script.runs.stream().map(Run::isLastAttempt)).containsOnly(false);
    world.advance(Duration.ofMinutes(1));
    assertThat(script.last().isLastAttempt()).isTrue();
  }

  @Test // rt.E-5
  void askingForSomethingElseBringsFreshAttempts() {
    start(MINUTES);
    world.advance(Duration.ofMinutes(1));
    assertThat(script.attempts()).containsExactly(1, 2);

    scale(5);
    assertThat(script.attempts()).containsExactly(1, 2, 1);
    world.advance(Duration.ofMinutes(1));
    world.advance(Duration.ofMinutes(1));

    assertThat(script.attempts()).containsExactly(1, 2, 1, 2, 3);
  }

  @Test // rt.E-6, rt.R-9
  void aKeyThatWasGivenUpStartsAfreshAtTheNextEvent() {
    start(MINUTES.withRetry(MINUTES.retry().withAttempts(1)));
    assertThat(givenUp()).isEqualTo(1);
    script.always(Run::done);

    stir();

    assertThat(script.attempts()).containsExactly(1, 1);
    assertThat(givenUp()).isZero();
  }

  @Test // rt.E-2 (C13, E06)
  void successClearsTheFailures() {
    start(MINUTES);
    world.advance(Duration.ofMinutes(1));
    script.then(Result.done());
    world.advance(Duration.ofMinutes(1));

    stir();

    assertThat(script.attempts()).containsExactly(1, 2, 3, 1);
  }

  @Test // rt.R-6, rt.Q-10: nothing is remembered of keys that are no more
  void aKeyThatVanishesWhileItFailsLeavesNothing() {
    start(MINUTES.withRetry(MINUTES.retry().withAttempts(1)));

    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));

    assertThat(givenUp()).isZero();
    world.create(World.service("web"));
    assertThat(script.attempts()).containsExactly(1, 1);
  }
}
