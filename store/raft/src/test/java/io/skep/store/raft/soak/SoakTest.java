package io.skep.store.raft.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skep.store.raft.soak.SoakRun.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Groups of processes on this machine, which are killed, stopped, cut off and replaced while
 * clients read and write: what clients were told is linearizable, and watches of all members were
 * given one history without a gap: S-15, S-16, S-18.
 *
 * <p>A run of the normal build is short. For long: {@code -Dskep.raft.soak.runs=1000
 * -Dskep.raft.soak.operations=20000}, from {@code -Dskep.raft.soak.first=SEED}, for {@code
 * -Dskep.raft.soak.minutes=60} at most, with the faults {@code
 * -Dskep.raft.soak.faults=KILL_LEADER,FULL_DISK} alone.
 */
class SoakTest {
  private static final long FIRST = Long.getLong("skep.raft.soak.first", 20_261_123);
  private static final int RUNS = Integer.getInteger("skep.raft.soak.runs", 1);
  private static final int OPERATIONS = Integer.getInteger("skep.raft.soak.operations", 2_000);
  private static final long MINUTES = Long.getLong("skep.raft.soak.minutes", 60L * 24 * 365);
  private static final String FAULTS =
      System.getProperty("skep.raft.soak.faults", RUNS > 1 ? "" : "KILL_LEADER,CUT_LEADER_OFF");
  private static final Bug BUG = Bug.valueOf(System.getProperty("skep.raft.soak.bug", "NONE"));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void whatClientsAndWatchersAreToldIsOneHistoryWhateverFails()
      throws IOException, InterruptedException {
    Optional<Checker> checker = Checker.build(directory);
    assumeTrue(checker.isPresent(), "no Go to build the checker of linearizability with");
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    var totals = new SoakTotals();
    var violated = new ArrayList<String>();
    for (long seed = FIRST; seed < FIRST + RUNS && System.nanoTime() < end; seed++) {
      Path its = directory.resolve("seed-" + seed);
      var plan = new Plan(seed, 3, OPERATIONS, faults(), BUG);
      SoakReport report = new SoakRun(plan, its).run(checker.get());
      System.out.println(report);
      totals.add(report);
      if (!report.violations().isEmpty()) {
        violated.add(
            "again with -Dskep.raft.soak.first=%d; its files are in %s".formatted(seed, its));
      } else if (report.counts()) {
        delete(its);
      }
    }
    System.out.println(totals);
    assertThat(violated).as("runs in which something was wrong").isEmpty();
    assertThat(totals.counted()).as("runs with a fault and a load").isPositive();
  }

  private static List<FaultKind> faults() {
    return FAULTS.isEmpty()
        ? List.of(FaultKind.values())
        : List.of(FAULTS.split(",")).stream().map(FaultKind::valueOf).toList();
  }

  private static void delete(Path path) throws IOException {
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
