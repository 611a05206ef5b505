package io.skep.store.raft.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.store.raft.CorruptLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogCheckTest {
  private static final int SECTOR = 512;
  private static final String OPEN = "log_inprogress_7";

  @TempDir Path directory;

  private final SampleLog log = SampleLog.of(7, 6, 60, new Random(5));

  @Test
  void aWholeLogIsLeftAlone() throws IOException {
    SampleLog.write(directory, "log_0-6", SampleLog.of(0, 7, 300, new Random(4)).bytes());
    Path open = SampleLog.write(directory, OPEN, log.padded(4_096));

    LogCheck.Result result = LogCheck.check(directory);

    assertThat(result.begins()).isZero();
    assertThat(result.cut()).isEmpty();
    assertThat(open).hasBinaryContent(log.padded(4_096));
  }

  @Test
  void aDirectoryWithoutALogIsWhole() throws IOException {
    assertThat(LogCheck.check(directory).begins()).isEqualTo(-1);
    assertThat(LogCheck.check(directory.resolve("none")).begins()).isEqualTo(-1);
  }

  @Test
  void aFileThatEndsAnywhereIsCutAfterItsLastWholeEntry() throws IOException {
    for (int length = Entries.HEADER_BYTES; length < log.end(); length++) {
      Path open = SampleLog.write(directory, OPEN, Arrays.copyOf(log.bytes(), length));

      LogCheck.Result result = LogCheck.check(directory);

      assertThat(Files.size(open)).as("cut at %d", length).isEqualTo(log.startBefore(length));
      assertThat(result.cut().isPresent())
          .as("told, cut at %d", length)
          .isEqualTo(length != log.startBefore(length));
    }
  }

  @Test
  void anEntryWhoseEndIsMissingInAFileThatWasLaidOutIsCut() throws IOException {
    SampleLog large = withLargeLast();
    for (int from = sectorAfter(large.last()); from < large.end(); from += SECTOR) {
      byte[] bytes = large.padded(4_096);
      Arrays.fill(bytes, from, large.end(), (byte) 0);
      Path open = SampleLog.write(directory, OPEN, bytes);

      LogCheck.Result result = LogCheck.check(directory);

      assertThat(Files.size(open)).as("zeros from %d", from).isEqualTo(large.last());
      assertThat(result.cut().orElseThrow().offset()).isEqualTo(large.last());
    }
  }

  @Test
  void anEntryOfWhichOneSectorIsMissingIsCut() throws IOException {
    SampleLog large = withLargeLast();
    for (int from = sectorAfter(large.last()); from < large.end(); from += SECTOR) {
      byte[] bytes = large.padded(4_096);
      Arrays.fill(bytes, from, from + SECTOR, (byte) 0);
      Path open = SampleLog.write(directory, OPEN, bytes);

      assertThat(LogCheck.check(directory).cut().orElseThrow().offset()).isEqualTo(large.last());
      assertThat(Files.size(open)).isEqualTo(large.last());
    }
  }

  @Test
  void anEntryWhoseBeginningIsMissingIsCut() throws IOException {
    SampleLog large = withLargeLast();
    byte[] bytes = large.padded(4_096);
    Arrays.fill(bytes, large.last(), sectorAfter(large.last()), (byte) 0);
    Path open = SampleLog.write(directory, OPEN, bytes);

    assertThat(LogCheck.check(directory).cut().orElseThrow().offset()).isEqualTo(large.last());
    assertThat(Files.size(open)).isEqualTo(large.last());
  }

  private static SampleLog withLargeLast() {
    SampleLog large = SampleLog.of(7, 3, 9_000, new Random(12));
    assertThat(large.end() - large.last()).as("several sectors").isGreaterThan(5 * SECTOR);
    return large;
  }

  private static int sectorAfter(int offset) {
    return (offset / SECTOR + 1) * SECTOR;
  }

  @ParameterizedTest(name = "bits {0}")
  @ValueSource(ints = {0x01, 0x80, 0xff})
  void noChangedByteGoesUnnoticedWhereverItIs(int bits) throws IOException {
    for (int at = 0; at < log.end(); at++) {
      byte[] bytes = log.padded(1_024);
      bytes[at] ^= (byte) bits;
      Path open = SampleLog.write(directory, OPEN, bytes);

      Throwable thrown = catchThrowable(() -> LogCheck.check(directory));

      assertThat(thrown).as("byte %d", at).isInstanceOf(CorruptLogException.class);
      assertThat(((CorruptLogException) thrown).offset())
          .as("byte %d", at)
          .isEqualTo(at < Entries.HEADER_BYTES ? 0 : log.startBefore(at));
      assertThat(open).as("byte %d: nothing was changed", at).hasBinaryContent(bytes);
    }
  }

  @Test
  void aLengthThatReachesBeyondTheFileIsNoCutWhereWholeEntriesFollow() {
    byte[] bytes = log.bytes().clone();
    int second = log.starts().get(1);
    bytes[second] |= (byte) 0x80; // As large as two bytes make it.
    bytes[second + 1] = (byte) 0x7f;
    SampleLog.write(directory, OPEN, bytes);

    assertThatThrownBy(() -> LogCheck.check(directory))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(OPEN)
        .hasMessageContaining("at byte %d", second)
        .hasMessageContaining("a whole entry follows at byte %d", log.starts().get(2))
        .hasMessageContaining("restore the directory from a backup");
  }

  @Test
  void aClosedFileMustHoldWhatItsNameSays() {
    SampleLog.write(directory, "log_7-12", Arrays.copyOf(log.bytes(), log.last()));

    assertThatThrownBy(() -> LogCheck.check(directory))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("it ends before entry 12");
  }

  @Test
  void aClosedFileIsNeverCut() {
    SampleLog.write(directory, "log_7-12", Arrays.copyOf(log.bytes(), log.end() - 1));

    assertThatThrownBy(() -> LogCheck.check(directory)).isInstanceOf(CorruptLogException.class);
  }

  @Test
  void aFileThatIsMissingInBetweenIsNoticed() {
    SampleLog.write(directory, "log_0-5", SampleLog.of(0, 6, 300, new Random(4)).bytes());
    SampleLog.write(directory, OPEN, log.bytes());

    assertThatThrownBy(() -> LogCheck.check(directory))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("begins with entry 7")
        .hasMessageContaining("log_0-5 ends with entry 5");
  }

  @Test
  void anEntryThatBelongsElsewhereIsNoticed() {
    SampleLog.write(directory, "log_inprogress_3", log.bytes());

    assertThatThrownBy(() -> LogCheck.check(directory))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining("entry 7 where entry 3 belongs");
  }
}
