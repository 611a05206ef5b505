package io.skep.store.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final List<String> log = new ArrayList<>();

  @Test
  void timeStandsStillUntilItIsMoved() {
    assertThat(clock.instant()).isEqualTo(VirtualClock.START);

    clock.advance(Duration.ofMillis(1_500));

    assertThat(clock.instant()).isEqualTo(VirtualClock.START.plusMillis(1_500));
    assertThat(clock.nanoTime()).isEqualTo(1_500_000_000L);
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLoopRunsItsTasksInTheirOrderAndNeverInsideExecute() {
    Loop loop = clock.loop("one");
    loop.execute(
        () -> {
          log.add("first");
          loop.execute(() -> log.add("third"));
          log.add("end of first");
        });
    loop.execute(() -> log.add("second"));
    assertThat(log).isEmpty();

    clock.runUntilIdle();

    assertThat(log).containsExactly("first", "end of first", "second", "third");
  }

  @Test
  void theSeedAloneDecidesHowLoopsInterleave() {
    assertThat(interleaving(1)).isEqualTo(interleaving(1));
    assertThat(interleaving(2)).isEqualTo(interleaving(2)).isNotEqualTo(interleaving(1));
  }

  private static List<String> interleaving(long seed) {
    var clock = new VirtualClock(seed);
    var random = clock.newRandom();
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "loop " + i;
      Loop loop = clock.loop(name);
      for (int task = 0; task < 20; task++) {
        loop.after(Duration.ofMillis(random.nextInt(5)), () -> order.add(name));
      }
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(order).hasSize(80);
    return order;
  }

  @Test
  void timersFireInTheOrderOfTheirTimesAndThenOfTheirSetting() {
    Loop loop = clock.loop("one");
    loop.after(Duration.ofSeconds(2), () -> log.add("c"));
    loop.after(Duration.ofSeconds(1), () -> log.add("a at " + clock.nanoTime()));
    loop.after(Duration.ofSeconds(1), () -> log.add("b"));

    clock.advance(Duration.ofSeconds(1).minusNanos(1));
    assertThat(log).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(log).containsExactly("a at 1000000000", "b");
    clock.advance(Duration.ofSeconds(5));
    assertThat(log).hasSize(3);
  }

  @Test
  void aTimerSetByATimerFiresWithinTheSameAdvance() {
    Loop loop = clock.loop("one");
    loop.after(
        Duration.ofSeconds(1),
        () -> loop.after(Duration.ofSeconds(1), () -> log.add("at " + clock.nanoTime())));

    clock.advance(Duration.ofSeconds(10));

    assertThat(log).containsExactly("at 2000000000");
    assertThat(clock.nanoTime()).isEqualTo(10_000_000_000L);
  }

  @Test
  void aCancelledTimerNeverFiresNotEvenInItsLastMoment() {
    Loop loop = clock.loop("one");
    Loop.Timer late = loop.after(Duration.ofSeconds(1), () -> log.add("late"));
    Loop.Timer now = loop.after(Duration.ZERO, () -> log.add("now"));
    Loop.Timer same = loop.after(Duration.ofSeconds(1), () -> log.add("same"));
    loop.after(Duration.ofMillis(999), same::cancel);
    late.cancel();
    late.cancel();
    now.cancel();

    clock.advance(Duration.ofSeconds(2));

    assertThat(log).isEmpty();
    assertThat(clock.advanceToNextTimer()).isFalse();
  }

  @Test
  void jumpingGoesFromTimerToTimer() {
    Loop loop = clock.loop("one");
    loop.after(Duration.ofDays(1), () -> log.add("day"));
    loop.after(Duration.ofDays(2), () -> log.add("two"));

    assertThat(clock.advanceToNextTimer()).isTrue();
    assertThat(log).containsExactly("day");
    assertThat(clock.advanceToNextTimer()).isTrue();
    assertThat(clock.advanceToNextTimer()).isFalse();
    assertThat(clock.instant()).isEqualTo(VirtualClock.START.plus(Duration.ofDays(2)));
  }

  @Test
  void codeKnowsTheLoopThatItRunsOn() {
    Loop one = clock.loop("one");
    Loop two = clock.loop("two");
    one.execute(() -> log.add(Loop.current().orElseThrow() + " " + two.isCurrent()));

    clock.runUntilIdle();

    assertThat(log).containsExactly("virtual loop one false");
    assertThat(Loop.current()).isEmpty();
  }

  @Test
  void aTaskThatThrowsEndsTheRunAndLeavesTheClockUsable() {
    Loop loop = clock.loop("one");
    loop.execute(
        () -> {
          throw new IllegalStateException("task");
        });
    loop.execute(() -> log.add("next"));

    assertThatThrownBy(clock::runUntilIdle).hasMessage("task");
    clock.runUntilIdle();

    assertThat(log).containsExactly("next");
    assertThat(Loop.current()).isEmpty();
  }

  @Test
  void aTaskCannotRunTheClockThatRunsIt() {
    Loop loop = clock.loop("one");
    loop.execute(
        () -> {
          loop.execute(() -> log.add("inner"));
          assertThatThrownBy(clock::runUntilIdle).isInstanceOf(IllegalStateException.class);
        });

    clock.runUntilIdle();

    assertThat(log).containsExactly("inner");
  }

  @Test
  void aJumpMakesEverythingLateAndRunsNothing() {
    Loop loop = clock.loop("one");
    for (int seconds : new int[] {3, 1, 5}) {
      loop.after(
          Duration.ofSeconds(seconds),
          () -> log.add("%ds at %ds".formatted(seconds, clock.nanoTime() / 1_000_000_000)));
    }
    assertThat(clock.untilNextTimer()).contains(Duration.ofSeconds(1));

    clock.jump(Duration.ofSeconds(4));
    assertThat(log).isEmpty();
    assertThat(clock.untilNextTimer()).contains(Duration.ofSeconds(1));
    clock.runUntilIdle();

    assertThat(log).containsExactly("1s at 4s", "3s at 4s");
    clock.advance(Duration.ofSeconds(1));
    assertThat(clock.untilNextTimer()).isEmpty();
    assertThatThrownBy(() -> clock.jump(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
