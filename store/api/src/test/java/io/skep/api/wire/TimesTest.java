package io.skep.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
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

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -3_153_600_001L, 3_153_600_001L, Long.MAX_VALUE})
  void aLengthOfTimeThatNobodyCanReckonWithIsAHundredYears(long seconds) {
    var message =
        com.google.protobuf.Duration.newBuilder()
            .setSeconds(seconds)
            .setNanos(seconds < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE)
            .build();

    assertThat(Times.duration(message).abs()).isEqualTo(Duration.ofDays(36_500));
    assertThat(Times.duration(message).isNegative()).isEqualTo(seconds < 0);
    assertThat(Times.duration(message).multipliedBy(2).toNanos()).isNotZero();
  }

  @Test
  void aMomentOutOfTheYearsThatThereAreIsTheFirstOrTheLast() {
    assertThat(Times.instant(seconds(Long.MIN_VALUE))).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(Times.instant(seconds(Long.MAX_VALUE))).isEqualTo("9999-12-31T23:59:59.999999999Z");
  }

  private static Timestamp seconds(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }
}
