package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"PT0S", "PT1.5S", "PT-1.5S", "PT-2S", "PT0.000000001S", "PT-0.000000001S"})
  void aLengthOfTimeComesBackAsItWas(String text) {
    Duration duration = Duration.parse(text);

    var message = Times.duration(duration);

    assertThat(Times.duration(message)).isEqualTo(duration);
    assertThat((long) Long.signum(message.getSeconds()) * message.getNanos())
        .as("seconds and nanoseconds have one sign")
        .isNotNegative();
  }

  @Test
  void aMomentComesBackAsItWas() {
    Instant before1970 = Instant.parse("1969-12-31T23:59:58.25Z");

    assertThat(Times.instant(Times.timestamp(before1970))).isEqualTo(before1970);
  }
}
