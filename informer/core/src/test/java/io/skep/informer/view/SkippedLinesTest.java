package io.skep.informer.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Version;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SkippedLinesTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Skipped skipped = new Skipped("pet", clock);

  @Test
  @DisplayName("rt.W-11: what is left out is counted each time and logged once a minute")
  void itIsCountedEachTimeAndLoggedOnceAMinute() {
    leaveOut(1_000);
    assertThat(skipped.count()).isEqualTo(1_000);
    assertThat(skipped.lines()).isEqualTo(1);

    clock.advance(Duration.ofMillis(59_999));
    leaveOut(1);
    assertThat(skipped.lines()).isEqualTo(1);
    clock.advance(Duration.ofMillis(1));
    leaveOut(5);

    assertThat(skipped.count()).isEqualTo(1_006);
    assertThat(skipped.lines()).isEqualTo(2);
  }

  private void leaveOut(int times) {
    for (int i = 0; i < times; i++) {
      skipped.leftOut("blob", new Version(7), new IllegalStateException("not a pet"));
    }
  }
}
