package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.store.kind.Kinds;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys that nothing wakes are looked at again all the same, once in a long while. */
class FailsafeTest {
  private final World world = new World();
  private final List<Instant> starts = new ArrayList<>();
  private final Script<Service> script =
      Script.onServices()
          .always(
              run -> {
                starts.add(run.clock().instant());
                return run.done();
              });

  private void start(ControllerOptions options) {
    world.create(World.service("web"));
    world.manager.add("test", script, options);
    world.start();
  }

  @Test // rt.R-16 (E14)
  void everyKeyIsLookedAtAgainTenHoursAfterItsLastRunATenthMoreOrLess() {
    start(ControllerOptions.DEFAULT);

    world.advance(Duration.ofDays(40));

    assertThat(starts).hasSizeBetween(87, 107);
    for (int run = 1; run < starts.size(); run++) {
      assertThat(Duration.between(starts.get(run - 1), starts.get(run)))
          .isBetween(Duration.ofHours(9), Duration.ofHours(11));
    }
    assertThat(starts.stream().distinct()).hasSameSizeAs(starts);
    assertThat(script.last().causes()).containsExactly("not looked at for long");
  }

  @Test // rt.R-16
  void itCountsFromTheEndOfTheLastRun() {
    start(ControllerOptions.DEFAULT);
    world.advance(Duration.ofHours(8));

    world.touch("web");
    world.advance(Duration.ofHours(9).minusNanos(1));
    assertThat(script.runs).hasSize(2);
    world.advance(Duration.ofHours(2));

    assertThat(script.runs).hasSize(3);
  }

  @Test // rt.R-16
  void anExplicitDelayTakesItsPlace() {
    script.then(Result.again(Duration.ofHours(30)));
    start(ControllerOptions.DEFAULT);

    world.advance(Duration.ofHours(30).minusNanos(1));
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofNanos(1));

    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.R-16, rt.E-6 (E14, T04)
  void aKeyThatWasGivenUpIsLookedAtAfresh() {
    script.then(Result.terminal(new IllegalStateException("no")));
    start(ControllerOptions.DEFAULT);

    world.advance(Duration.ofHours(11));

    assertThat(script.attempts()).containsExactly(1, 1);
  }

  @Test // rt.R-16, rt.R-6
  void keysThatAreGoneAreNotLookedAt() {
    start(ControllerOptions.DEFAULT);
    world.write(tx -> tx.delete(Kinds.SERVICE, "web"));

    world.advance(Duration.ofDays(2));

    assertThat(world.clock.advanceToNextTimer()).as("a timer is left").isFalse();
    assertThat(script.runs).hasSize(1);
  }

  @Test // rt.R-16
  void aSingleKeyIsLookedAtAgainToo() {
    Script<Void> single = Script.on(sources -> sources.single("all"));
    world.manager.add("single", single);
    world.start();

    world.advance(Duration.ofHours(11));

    assertThat(single.runs).hasSize(2);
  }

  @Test // rt.R-16
  void theIntervalCanBeSetAndTheWholeTurnedOff() {
    Script<Service> never = Script.onServices();
    world.manager.add("never", never, ControllerOptions.DEFAULT.withoutFailsafe());
    start(ControllerOptions.DEFAULT.withFailsafe(Duration.ofMinutes(10)));

    world.advance(Duration.ofMinutes(11));
    assertThat(script.runs).hasSize(2);
    world.advance(Duration.ofDays(30));

    assertThat(never.runs).hasSize(1);
  }

  @Test // rt.R-16: a run that takes long is not run over
  void aKeyInARunIsNotDue() {
    Script<Service> endless = Script.onServices().always(run -> Promise.<Result>promise().future());
    world.manager.add("endless", endless);
    world.create(World.service("web"));
    world.start();

    world.advance(Duration.ofDays(3));

    assertThat(endless.runs).hasSize(1);
  }
}
