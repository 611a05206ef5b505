package io.skep.store.raft.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skep.store.raft.soak.SoakRun.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That a soak run sees what members do wrong: the normal build tries one bug, {@code
 * -Dskep.raft.soak.bugs=STALE_READS,EARLY_ANSWERS,HALF_TRANSFERS,GAPS_IN_WATCHES} all of them.
 */
class SeededBugTest {
  private static final int OPERATIONS = 1_500;

  @TempDir Path directory;

  @ParameterizedTest
  @MethodSource("bugs")
  void aRunSeesIt(Bug bug) throws IOException, InterruptedException {
    Optional<Checker> checker = Checker.build(directory);
    assumeTrue(checker.isPresent(), "no Go to build the checker of linearizability with");
    var plan = new Plan(1, 3, OPERATIONS, faultsThatShow(bug), bug);

    SoakReport report = new SoakRun(plan, directory.resolve("run")).run(checker.get());

    System.out.println(bug + ": " + report);
    assertThat(report.violations()).anyMatch(each -> each.contains(complaint(bug)));
  }

  static Stream<Bug> bugs() {
    return Stream.of(System.getProperty("skep.raft.soak.bugs", "STALE_READS").split(","))
        .map(Bug::valueOf);
  }

  /** An answer that came too early is wrong only if the leader fails. */
  private static List<FaultKind> faultsThatShow(Bug bug) {
    return bug == Bug.EARLY_ANSWERS
        ? List.of(FaultKind.KILL_LEADER, FaultKind.CUT_LEADER_OFF)
        : List.of();
  }

  private static String complaint(Bug bug) {
    return switch (bug) {
      case STALE_READS, EARLY_ANSWERS -> "Illegal";
      case HALF_TRANSFERS -> "half a transfer";
      case GAPS_IN_WATCHES -> ", came when it had ";
      case NONE -> throw new IllegalArgumentException("nothing is wrong");
    };
  }
}
