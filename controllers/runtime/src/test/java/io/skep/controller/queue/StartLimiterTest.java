package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often a key may start within a window. */
class StartLimiterTest {
  private final VirtualClock clock = new VirtualClock(0);

  @Test // rt.L-7
  void theFirstStartsPassAndLaterOnesWaitForTheRestOfTheWindow() {
    StartLimiter<String> limiter = StartLimit.of(2).limiter(clock);

    assertThat(limiter.start("a")).isZero();
    clock.advance(Duration.ofSeconds(3));
    assertThat(limiter.start("a")).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(limiter.start("a")).as("10 s from the first start").isEqualTo(Duration.ofSeconds(6));
    assertThat(limiter.start("b")).as("each key by itself").isZero();
    clock.advance(Duration.ofSeconds(6));

    assertThat(limiter.start("a")).isZero();
    assertThat(limiter.start("a")).isZero();
    assertThat(limiter.start("a")).isEqualTo(Duration.ofSeconds(10));
  }

  @Test // rt.L-7
  void noWaitIsShorterThanFiftyMilliseconds() {
    StartLimiter<String> limiter = new StartLimit(1, Duration.ofSeconds(1)).limiter(clock);
    limiter.start("a");
    clock.advance(Duration.ofMillis(951));

    assertThat(limiter.start("a")).isEqualTo(Duration.ofMillis(50));
  }

  @Test // rt.L-7, rt.Q-10
  void keysWhoseWindowHasEndedAreForgotten() {
    StartLimiter<String> limiter = StartLimit.of(2).limiter(clock);
    for (int i = 0; i < 100; i++) {
      limiter.start("key " + i);
    }
    clock.advance(Duration.ofSeconds(5));
    limiter.start("key 1");
    limiter.start("young");
    clock.advance(Duration.ofSeconds(5));
    limiter.start("new");

    assertThat(limiter.size()).isEqualTo(2);
  }

  @Test
  void limitsThatMakeNoSenseAreRefusedWithTheirValues() {
    assertThatThrownBy(() -> StartLimit.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("starts is 0");
    assertThatThrownBy(() -> new StartLimit(1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT0S");
  }
}
