package io.skep.store.raft.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStoreOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes, again and again. {@code -Dskep.raft.kills=1000} for long; {@code
 * -Dskep.raft.seed} for other moments.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("skep.raft.kills", 3);
  private static final long SEED = Long.getLong("skep.raft.seed", 20_261_123);

  /** A share of the kills comes while the process starts, which is when it reads its log. */
  private static final int IN_STARTS = 5;

  private static final int LONGEST_START_MILLIS = 3_000;

  @TempDir Path directory;

  private final Random random = new Random(SEED);

  /** What was acknowledged of each pair. */
  private final long[] acknowledged = new long[PairWriter.PAIRS];

  private String history;
  private long acknowledgements;
  private int startsThatWereRead;

  @Test
  void noKillLosesWhatWasAcknowledgedOrLeavesHalfATransaction() throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      runAndKill(kill);
    }

    try (RaftMember member =
        RaftMember.open(PairWriter.options(directory), MemoryStoreOptions.of(Kinds.ALL))) {
      DurableStoreTest.await(member.ready());
      ReadTx view = member.store().view();
      assertThat(member.store().historyId()).isEqualTo(history);
      for (int pair = 0; pair < PairWriter.PAIRS; pair++) {
        check(
            pair,
            PairWriter.count(view, PairWriter.left(pair)),
            PairWriter.count(view, PairWriter.right(pair)),
            "after the last kill");
      }
    }
    assertThat(acknowledgements).as("there was a load").isGreaterThan(50L * KILLS);
    System.out.printf(
        "%d kills, seed %d: %d writes acknowledged, %d starts read back, 0 lost, 0 half applied%n",
        KILLS, SEED, acknowledgements, startsThatWereRead);
  }

  private void runAndKill(int kill) throws IOException, InterruptedException {
    boolean inStart = random.nextInt(IN_STARTS) == 0;
    long after = inStart ? 0 : 100 + random.nextInt(1_500);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PairWriter.class.getName(),
                    directory.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      if (inStart && process.waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the process ended by itself with " + process.exitValue());
      }
      if (inStart) {
        process.toHandle().destroyForcibly();
      }
      long seen = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        seen += take(line, kill);
        if (seen == after) {
          process.toHandle().destroyForcibly();
        }
      }
      assertThat(process.waitFor()).as("kill %d: ended by SIGKILL", kill).isEqualTo(137);
    }
  }

  /** The number of acknowledgements in {@code line}. */
  private int take(String line, int kill) {
    String[] words = line.split(" ", -1);
    switch (words[0]) {
      case "history" -> {
        if (acknowledgements > 0) { // Before that there is nothing to remember.
          assertThat(words[1]).as("history, before kill %d", kill).isEqualTo(history);
        }
        history = words[1];
      }
      case "found" ->
          check(
              Integer.parseInt(words[1]),
              Long.parseLong(words[2]),
              Long.parseLong(words[3]),
              "before kill " + kill);
      case "counting" -> startsThatWereRead++;
      case "did" -> {
        acknowledged[Integer.parseInt(words[1])] = Long.parseLong(words[2]);
        acknowledgements++;
        return 1;
      }
      default -> throw new AssertionError(line);
    }
    return 0;
  }

  private void check(int pair, long left, long right, String when) {
    assertThat(left).as("seed %d, %s: pair %d is whole", SEED, when, pair).isEqualTo(right);
    assertThat(left)
        .as("seed %d, %s: pair %d, of which one count may be unacknowledged", SEED, when, pair)
        .isBetween(acknowledged[pair], acknowledged[pair] + 1);
    acknowledged[pair] = left;
  }
}
