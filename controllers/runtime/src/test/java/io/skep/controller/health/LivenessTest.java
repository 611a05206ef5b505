package io.skep.controller.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether loops still answer. */
class LivenessTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Loop home = clock.loop("home");
  private final BlockedLoop blocked = new BlockedLoop();

  @Test // rt.S-6
  void aProcessWhoseLoopsAnswerIsAlive() {
    Liveness liveness = Liveness.of(home, List.of(home, clock.loop("other")));

    Future<List<Report>> reports = liveness.reports();
    clock.runUntilIdle();

    assertThat(reports.result()).extracting(Report::name).containsExactly("loop-0", "loop-1");
    assertThat(reports.result()).allMatch(Report::isGood);
    assertThat(clock.advanceToNextTimer()).as("no timer is left").isFalse();
  }

  @Test // rt.S-6
  void aLoopThatDoesNotAnswerInTwoSecondsIsNotAlive() {
    Liveness liveness = Liveness.of(home, List.of(clock.loop("other"), blocked));

    Future<Boolean> alive = liveness.isAlive();
    clock.advance(Duration.ofSeconds(2).minusNanos(1));
    assertThat(alive.isComplete()).isFalse();
    clock.advance(Duration.ofNanos(1));

    assertThat(alive.result()).isFalse();
    assertThat(liveness.reports()).isNotNull();
  }

  @Test // rt.S-6
  void aLoopThatAnswersJustInTimeIsAlive() {
    Liveness liveness = Liveness.of(home, List.of(blocked));
    Future<Boolean> alive = liveness.isAlive();

    clock.advance(Duration.ofMillis(1999));
    blocked.unblock();
    clock.runUntilIdle();

    assertThat(alive.result()).isTrue();
  }

  @Test // rt.S-6
  void aBlockedLoopIsAskedOnceHoweverOftenOneProbes() {
    Liveness liveness = Liveness.of(home, List.of(blocked));
    for (int i = 0; i < 10; i++) {
      liveness.isAlive();
      clock.advance(Duration.ofSeconds(10));
    }
    assertThat(blocked.tasks).hasSize(1);

    Future<List<Report>> reports = liveness.reports();
    clock.runUntilIdle();
    assertThat(reports.result()).as("at once, as it has been asked long ago").hasSize(1);
    assertThat(reports.result().get(0).text()).isEqualTo("has not answered for PT1M40S");

    blocked.unblock();
    Future<Boolean> alive = liveness.isAlive();
    clock.runUntilIdle();
    blocked.unblock();
    clock.runUntilIdle();
    assertThat(alive.result()).as("it is back").isTrue();
  }

  /** Runs nothing before it is told to. */
  private final class BlockedLoop implements Loop {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    void unblock() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      throw new UnsupportedOperationException("a blocked loop has no timers");
    }
  }
}
