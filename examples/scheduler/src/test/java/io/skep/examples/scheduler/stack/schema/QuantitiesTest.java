package io.skep.examples.scheduler.stack.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.examples.scheduler.stack.yaml.Findings;
import io.skep.examples.scheduler.stack.yaml.YamlMapping;
import io.skep.examples.scheduler.stack.yaml.YamlNode;
import io.skep.examples.scheduler.stack.yaml.YamlText;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
  /** Reads {@code text} as it would be read behind a key; empty if it is refused. */
  private static <T> Optional<T> read(Type<T> type, String text) {
    var findings = new Findings();
    YamlNode root = YamlText.read("f", "k: " + text, findings).orElseThrow();
    YamlNode value = ((YamlMapping) root).entries().get(0).value();
    Optional<T> read = type.read(value, new Reading(findings, Format.SPECIFICATION));
    assertThat(findings.isRefused()).isEqualTo(read.isEmpty());
    return read;
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "10s,10000000000", "1m30s,90000000000", "0.5s,500000000", ".5s,500000000", "1.s,1000000000",
        "500ms,500000000", "1h2m3s4ms5us6ns,3723004005006", "1us,1000", "1\u00b5s,1000",
            "1\u03bcs,1000",
        "'0',0", "0s,0", "0.1ns,0", "2540400h10m10.000000000s,9145440610000000000"
      })
  void aTimeIsASumOfNumbersWithUnits(String text, long nanos) {
    assertThat(read(Quantities.DURATION, text))
        .hasValueSatisfying(
            time ->
                assertThat(time.getSeconds() * 1_000_000_000 + time.getNanos()).isEqualTo(nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10",
        "''",
        "s",
        "1",
        "'1'",
        "1x",
        "1s2",
        "-1s",
        "1 s",
        "1d",
        "99999999999h",
        "[1s]"
      })
  void anythingElseIsNoTime(String text) {
    assertThat(read(Quantities.DURATION, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'5',5",
        "5b,5",
        "5k,5120",
        "5K,5120",
        "5kb,5120",
        "5KiB,5120",
        "5m,5242880",
        "5MB,5242880",
        "1.5G,1610612736",
        "1t,1099511627776",
        "1P,1125899906842624",
        "5 MB,5242880",
        "0.5k,512",
        "1.9b,1",
        "8191p,9222246136947933184"
      })
  void aSizeIsANumberWithAUnitOf1024(String text, long bytes) {
    assertThat(read(Quantities.SIZE_BYTES, text)).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "''", "k", "-5k", "5x", "5kk", "8192p", "5  k", "1e3k", "'0x5'"})
  void anythingElseIsNoSize(String text) {
    assertThat(read(Quantities.SIZE_BYTES, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1,1000000000",
        "0.5,500000000",
        "'0.5',500000000",
        "'2',2000000000",
        ".25,250000000",
        "1e-3,1000000",
        "0,0",
        "'1.50',1500000000",
        "0.000000001,1"
      })
  void processorsAreCountedInBillionths(String text, long nanos) {
    assertThat(read(Quantities.NANO_CPUS, text)).hasValue(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "half", "''", "0.0000000001", "1e30", "1e999999999", ".inf", ".nan", "true"})
  void anythingElseIsNoNumberOfProcessors(String text) {
    assertThat(read(Quantities.NANO_CPUS, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"0440,288", "0o440,288", "440,440", "'0440',288", "'440',288", "'0o440',288", "0,0"})
  void aFileModeIsOctalAsATextAndWhatYamlMakesOfItAsANumber(String text, int mode) {
    assertThat(read(Quantities.FILE_MODE, text)).hasValue(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"'8'", "''", "rw", "-1", "4096", "'77777'", "0.5"})
  void anythingElseIsNoFileMode(String text) {
    assertThat(read(Quantities.FILE_MODE, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "x,x",
        "'5',5",
        "5,5",
        "0x1f,31",
        "010,8",
        "-0b11,-3",
        "1_000,1000",
        "1.10,1.1",
        "2.0,2",
        "0.0,0",
        "100000.5,100000.5",
        "1000000.0,1e+06",
        "1234567.5,1.2345675e+06",
        "0.0001,0.0001",
        "0.00001,1e-05",
        "-1.50,-1.5",
        "1e100,1e+100",
        ".inf,.inf",
        "0892,892",
        "123456789012345678901234567890,123456789012345678901234567890"
      })
  void aNumberInPlaceOfATextIsPrintedAsDockerPrintsIt(String text, String printed) {
    assertThat(read(Scalars.TEXT_OR_NUMBER, text)).hasValue(printed);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"5,5", "'5',5", "'007',7", "010,8", "-5,-5", "'+5',5", "0x10,16"})
  void aWholeNumberMayBeAText(String text, long number) {
    assertThat(read(Scalars.INTEGER, text)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(strings = {"5.0", "five", "''", "'0x10'", "9223372036854775808", "true", "~", "[5]"})
  void anythingElseIsNoWholeNumber(String text) {
    assertThat(read(Scalars.INTEGER, text)).isEmpty();
  }
}
