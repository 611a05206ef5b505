package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Explanation;
import io.skep.controller.Explanation.State;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Workload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Asking a controller about a key. */
class ExplainTest {
  private static final ControllerOptions ONE =
      ControllerOptions.DEFAULT
          .withInFlight(1)
          .withRetry(
              RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofMinutes(1), 0)
                  .withAttempts(3))
          .withoutFailsafe();

  private final World world = new World();
  private final Promise<Result> slow = Promise.promise();
  private final Script<Service> script = Script.onServices();

  private void start(ControllerOptions options) {
    world.create(World.service("web"));
    world.manager.add("test", script, options);
    world.start();
  }

  private Explanation explain(String key) {
    Future<Explanation> told = world.manager.explain("test", key);
    world.clock.runUntilIdle();
    return told.result();
  }

  @Test // rt.C-4, rt.M-6: what needs work can always be told
  void aKeyIsQueuedThenInARunAndThenAbsent() {
    script.then(run -> slow.future());
    world.create(World.service("db"));
    start(ONE);

    assertThat(explain("db").state()).isEqualTo(State.PROCESSING);
    assertThat(explain("db").causes()).containsExactly("there at the start");
    Explanation web = explain("web");
    assertThat(web.state()).isEqualTo(State.QUEUED);
    assertThat(web.causes()).containsExactly("there at the start");
    assertThat(web.place()).isPresent();
    assertThat(web.lastRun()).isEmpty();
    world.advance(Duration.ofMillis(211));
    world.loop().execute(() -> slow.complete(Result.done()));
    world.clock.runUntilIdle();

    assertThat(explain("db").state()).isEqualTo(State.ABSENT);
    assertThat(explain("db").lastRun())
        .contains(
            new Explanation.LastRun(
                "done", Duration.ofMillis(211), script.runs.get(0).at().version()));
    assertThat(explain("nobody").state()).isEqualTo(State.ABSENT);
    assertThat(explain("nobody").lastRun()).isEmpty();
  }

  @Test // rt.E-6
  void aFailingKeyWaitsAndIsGivenUpInTheEnd() {
    script.always(run -> Future.failedFuture(new IllegalStateException("no DNS")));
    start(ONE);
    Instant first = world.clock.instant();
    world.advance(Duration.ofSeconds(30));

    Explanation waiting = explain("web");
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.until()).contains(first.plusSeconds(90));
    assertThat(waiting.attempt()).isEqualTo(3);
    assertThat(waiting.attempts()).isEqualTo(3);
    assertThat(waiting.firstFailure())
        .contains(new Explanation.FirstFailure(first, "java.lang.IllegalStateException: no DNS"));
    assertThat(waiting.causes()).hasSize(1).first().asString().contains("attempt 3", "no DNS");
    assertThat(waiting)
        .asString()
        .contains("web: WAITING until 2000-01-01T00:01:30Z", "attempt 3 of 3", "last run failed");
    world.advance(Duration.ofMinutes(1));

    assertThat(explain("web").state()).isEqualTo(State.GIVEN_UP);
    assertThat(explain("web").firstFailure()).isPresent();
    assertThat(explain("web").until()).isEmpty();
  }

  @Test // rt.R-16
  void anIdleKeyTellsWhenItIsLookedAtAgain() {
    start(ControllerOptions.DEFAULT);

    Instant until = explain("web").until().orElseThrow();

    assertThat(Duration.between(world.clock.instant(), until))
        .isBetween(Duration.ofHours(9), Duration.ofHours(11));
  }

  @Test // rt.E-6, rt.C-4
  void aControllerTellsWhatItHasToDoWithSomeKeysOfEachState() {
    script
        .then(Result.terminal(new IllegalStateException("no")))
        .then(Result.again(Duration.ofHours(1)))
        .then(run -> slow.future());
    for (String id : List.of("a", "b", "c", "d", "e", "f")) {
      world.create(World.service(id));
    }
    world.manager.add("idle", Script.onServices(), ONE);
    start(ONE);

    Future<List<Workload>> told = world.manager.workloads(2);
    world.clock.runUntilIdle();
    Workload idle = told.result().get(0);
    Workload busy = told.result().get(1);

    assertThat(idle).isEqualTo(new Workload("idle", 0, 0, 0, 0, List.of()));
    assertThat(busy.controller()).isEqualTo("test");
    assertThat(List.of(busy.processing(), busy.queued(), busy.waiting(), busy.givenUp()))
        .containsExactly(1, 4, 1, 1);
    assertThat(busy.keys())
        .extracting(key -> key.key() + " " + key.state())
        .containsExactly("c PROCESSING", "d QUEUED", "e QUEUED", "b WAITING", "a GIVEN_UP");
  }

  @Test
  void aControllerThatIsNotThereIsNamed() {
    start(ONE);

    assertThatThrownBy(() -> world.manager.explain("tset", "web"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"tset\"", "[test]");
  }
}
