package io.skep.examples.scheduler.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "17, 17",
    "17b, 17",
    "1k, 1024",
    "1KB, 1024",
    "1KiB, 1024",
    "512M, 536870912",
    "0.5g, 536870912",
    "1.5 GiB, 1610612736",
    "2t, 2199023255552",
    "7p, 7881299347898368",
  })
  void unitsArePowersOf1024InAnyCase(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "g", "-1g", "1x", "1ggb", "1,5g", "one"})
  void anotherFormIsRefusedWithAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ByteSize.parse(text))
        .withMessageContaining("'" + text + "' is not a size")
        .withMessageContaining("512M");
  }

  @Test
  void aSizeBeyond64BitsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse("9000p"));
  }
}
