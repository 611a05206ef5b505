package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.RunTimedOutException;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What is logged of runs, at which level, and how often. */
class RunLogTest {
  private final VirtualClock clock = new VirtualClock(0);
  private final RecordingLogger lines = new RecordingLogger();
  private final RunLog log = new RunLog(lines, "test", RetryPolicy.DEFAULT, clock);
  private final IllegalStateException no = new IllegalStateException("no");

  private Verdict failed() {
    return Verdict.of(Result.failed(no), false);
  }

  @Test // rt.M-5
  void aRunIsOneLineThatTellsAllAboutIt() {
    World world = new World();
    world.create(World.service("web"));
    var run =
        new ActiveRun.Subject<Service>(
            "test#7",
            null,
            "web",
            world.store.view().get(Kinds.SERVICE, "web"),
            world.store.view(),
            List.of("there at the start"),
            3,
            false,
            Optional.empty());

    log.started("service", run);
    log.ended("web", 3, Verdict.of(Result.done(), false));

    assertThat(lines.at(Level.DEBUG))
        .containsExactly(
            "DEBUG controller test: service web at version %s, run test#7, attempt 3: [there at the start]"
                .formatted(world.store.view().version()));
  }

  @Test // rt.E-8
  void aFailureIsAWarningEachTimeTheBackOffHasDoubled() {
    for (int attempt = 1; attempt <= 20; attempt++) {
      clock.advance(Duration.ofMinutes(5));
      log.ended("web", attempt, failed());
    }

    // 500 ms, 1, 2, 4, 8, 16, 32 s; from there to 50 s it has not doubled.
    assertThat(lines.at(Level.WARN)).hasSize(7);
    assertThat(lines.at(Level.WARN).get(0)).endsWith("with stack");
    assertThat(lines.at(Level.WARN).subList(1, 7)).noneMatch(line -> line.endsWith("with stack"));
    assertThat(lines.at(Level.DEBUG)).hasSize(13);
  }

  @Test // rt.E-8
  void afterASuccessTheFirstFailureIsAWarningAgain() {
    log.ended("web", 1, failed());
    log.ended("web", 2, Verdict.of(Result.done(), false));
    log.ended("web", 1, failed());

    assertThat(lines.at(Level.WARN)).hasSize(2);
  }

  @Test // rt.E-8
  void whatTheHookHasSeenToAndConflictsAreDetails() {
    Verdict handled = failed().then(Result.failed(no), false, true);

    log.ended("web", 1, handled);
    log.ended("web", 2, Verdict.of(Result.failed(FaultyStore.conflict()), false));

    assertThat(lines.at(Level.WARN)).isEmpty();
    assertThat(lines.at(Level.ERROR)).isEmpty();
  }

  @Test // rt.E-8
  void theEndOfAllRetriesIsAnErrorEvenIfTheHookHasSeenToIt() {
    log.ended("web", 5, Verdict.of(Result.failed(no), true).then(Result.terminal(no), true, true));

    assertThat(lines.at(Level.ERROR)).hasSize(1).first().asString().contains("for good", "web");
  }

  @Test // rt.E-8, rt.R-11
  void aTimeoutIsAWarning() {
    var late = new RunTimedOutException("web", Duration.ofSeconds(30), null);

    log.ended("web", 1, Verdict.of(Result.failed(late), false));

    assertThat(lines.at(Level.WARN)).hasSize(1);
  }

  @Test // rt.M-5
  void theSameFailureOfTheSameKeyIsLimitedAndWhatIsLeftOutIsTold() {
    Verdict terminal = Verdict.of(Result.terminal(no), false);
    for (int run = 0; run < 100; run++) {
      log.ended("web", 1, terminal);
    }
    assertThat(lines.at(Level.ERROR)).hasSize(5);
    log.ended("db", 1, terminal);
    assertThat(lines.at(Level.ERROR)).as("another key").hasSize(6);
    log.ended("web", 1, Verdict.of(Result.terminal(new IllegalStateException("else")), false));
    assertThat(lines.at(Level.ERROR)).as("another failure").hasSize(7);

    clock.advance(Duration.ofMinutes(1));
    log.ended("web", 1, terminal);
    log.ended("web", 1, terminal);

    assertThat(lines.at(Level.ERROR)).hasSize(8);
    assertThat(lines.at(Level.ERROR).get(7)).contains("(95 suppressed)");
  }

  @Test // rt.M-5: bounded memory
  void onlySoManyLinesAreToldApart() {
    var limiter = new RepeatLimiter(clock);
    for (int key = 0; key < 100_000; key++) {
      assertThat(limiter.permit("log", "key " + key, "no")).isEqualTo(OptionalInt.of(0));
    }

    assertThat(limiter.size()).isEqualTo(4096);
  }
}
