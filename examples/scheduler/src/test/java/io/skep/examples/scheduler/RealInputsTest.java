package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.SharedData;
import io.skep.api.StoreSnapshot;
import io.skep.examples.scheduler.check.PlacementChecker;
import io.skep.examples.scheduler.run.Action;
import io.skep.examples.scheduler.run.Outcome;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.run.Scenario;
import io.skep.examples.scheduler.run.ScenarioRun;
import io.skep.examples.scheduler.trace.Trace;
import io.skep.examples.scheduler.trace.TraceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stacks that other people run and a trace of a real cluster, judged by a checker of its own. */
class RealInputsTest {
  /** What a deployment would have set; without them the files are refused. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "DOMAIN", "example.com", "USERNAME", "admin", "HASHED_PASSWORD", "x", "EMAIL", "a@b.c");

  @TempDir private Path folder;

  @Test
  void everyStackIsPlacedByTheRulesOrRefusedWithItsLine() throws IOException {
    Path stacks = SharedData.require("data/stacks");
    var wrong = new ArrayList<String>();
    try (Stream<Path> files = Files.list(stacks)) {
      for (Path file : files.sorted().toList()) {
        check(file, wrong);
      }
    }

    assertThat(wrong).isEmpty();
  }

  private void check(Path file, List<String> wrong) throws IOException {
    Session session =
        Session.of(folder, false, ENVIRONMENT, "--stack=" + file, "--snapshot=end.pb");
    String name = file.getFileName().toString();
    if (session.exitCode() == ExitCode.BAD_INPUT) {
      if (!session.err().contains(name + ":")) {
        wrong.add(name + " is refused without a line: " + session.err());
      }
      return;
    }
    StoreSnapshot end = StoreSnapshot.parseFrom(Files.readAllBytes(folder.resolve("end.pb")));
    PlacementChecker.violations(end).forEach(v -> wrong.add(name + ": " + v));
    PlacementChecker.unevenness(end).forEach(v -> wrong.add(name + ": " + v));
  }

  /** The moments are days: early, in the middle, and at the busiest. */
  @ParameterizedTest(name = "day {0}")
  @ValueSource(longs = {60, 120, 137})
  void everyPodOfTheTraceIsPlacedOrSaysTrulyWhyNot(long day) {
    Path folderOfTrace = SharedData.require("data/traces/alibaba-gpu-v2023");
    Trace trace =
        TraceFiles.load(
            folderOfTrace.resolve("openb_node_list_all_node.csv"),
            folderOfTrace.resolve("openb_pod_list_default.first60.csv"));

    Outcome outcome = play(trace, Duration.ofDays(day));

    assertThat(outcome.report().tasks()).isNotEmpty();
    assertThat(PlacementChecker.violations(outcome.store())).isEmpty();
  }

  private static Outcome play(Trace trace, Duration until) {
    List<Action> actions =
        trace.events().stream()
            .filter(event -> event.at().compareTo(until) <= 0)
            .<Action>map(Action.Replay::new)
            .toList();
    var scenario = new Scenario("trace", trace.cluster(), actions, List.of());
    return new ScenarioRun(scenario, RunOptions.of(1)).play();
  }
}
