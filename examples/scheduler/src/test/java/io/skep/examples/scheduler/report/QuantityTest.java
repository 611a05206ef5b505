package io.skep.examples.scheduler.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1610612736, 1.5 GiB",
    "1073741823, 1024 MiB",
    "9223372036854775807, 8192 PiB",
  })
  void bytesAreShownInTheLargestUnitOfWhichThereIsOne(long bytes, String text) {
    assertThat(Quantity.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT1.234S, 1.2 s",
    "PT35.25S, 35.3 s",
    "PT125S, 2 min 05 s",
    "PT3H7M, 3 h 07 min",
    "P3DT4H, 3 d 04 h",
  })
  void timeIsShownInTwoUnitsAtMost(Duration time, String text) {
    assertThat(Quantity.time(time)).isEqualTo(text);
  }

  @Test
  void countsAreGroupedAndAgreeWithTheirNoun() {
    assertThat(Quantity.count(1, "task")).isEqualTo("1 task");
    assertThat(Quantity.count(4_891, "task")).isEqualTo("4,891 tasks");
    assertThat(Quantity.grouped(-1_234_567)).isEqualTo("-1,234,567");
    assertThat(Quantity.grouped(999)).isEqualTo("999");
    assertThat(Quantity.cpus(2_500_000_000L)).isEqualTo("2.5");
  }
}
