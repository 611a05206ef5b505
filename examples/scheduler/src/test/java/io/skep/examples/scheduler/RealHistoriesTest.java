package io.skep.examples.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.SharedData;
import io.skep.examples.scheduler.check.EveryVersion;
import io.skep.examples.scheduler.check.PlacementChecker;
import io.skep.examples.scheduler.revision.RevisionOutcome;
import io.skep.examples.scheduler.run.HistoryRun;
import io.skep.examples.scheduler.run.HistoryRun.Revision;
import io.skep.examples.scheduler.run.Outcome;
import io.skep.examples.scheduler.run.RunOptions;
import io.skep.examples.scheduler.sample.Sample;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.loader.StackLoader;
import io.skep.examples.scheduler.stack.loader.VariablesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All revisions of stacks that other people run, one after another, judged at every version. */
class RealHistoriesTest {
  /** Their environment has a boolean, which the format of their version does not know. */
  private static final Set<String> WRONG =
      Set.of(
          "0070-2022-12-06-780172d3.yml",
          "0071-2022-12-07-adad087d.yml",
          "0072-2022-12-07-5c06d52b.yml");

  private final List<EveryVersion> checks = new ArrayList<>();

  private Outcome play(String history, Map<String, String> variables) throws IOException {
    var loader = new StackLoader(variables, MissingFiles.STAND_IN);
    var revisions = new ArrayList<Revision>();
    Path folder = SharedData.require("data/stack-history").resolve(history);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        revisions.add(
            new Revision(
                file.getFileName().toString(), () -> loader.load(new StackName("demo"), file)));
      }
    }
    RunOptions options =
        RunOptions.of(1)
            .withWitness(
                cluster ->
                    checks.add(EveryVersion.of(cluster.store(), cluster.clock().loop("checks"))));
    return new HistoryRun("history", Sample.cluster(), revisions, options, outcome -> {}).play();
  }

  private void assertNothingWasBroken(Outcome outcome) {
    assertThat(checks).hasSize(1);
    assertThat(checks.get(0).violations()).isEmpty();
    assertThat(checks.get(0).versions()).isGreaterThan(outcome.revisions().size());
    assertThat(PlacementChecker.violations(outcome.store())).isEmpty();
    assertThat(outcome.revisions())
        .allSatisfy(
            revision -> assertThat(revision.lacking()).as("%s", revision.revision()).isEmpty());
  }

  @Test
  void everyRevisionOfTheVotingAppConverges() throws IOException {
    Outcome outcome = play("example-voting-app", Map.of());

    assertNothingWasBroken(outcome);
    assertThat(outcome.revisions())
        .hasSize(14)
        .allMatch(RevisionOutcome.Accepted.class::isInstance);
  }

  @Test
  void everyRevisionOfTheTelemetryDemoConvergesOrIsRefusedForItsBoolean() throws IOException {
    Path variables = Path.of(System.getProperty("skep.root"), "examples/scheduler");

    Outcome outcome =
        play(
            "opentelemetry-demo",
            VariablesFile.load(variables.resolve("opentelemetry-demo.env"), Map.of()));

    assertNothingWasBroken(outcome);
    assertThat(outcome.revisions()).hasSize(159);
    for (RevisionOutcome revision : outcome.revisions()) {
      assertThat(revision instanceof RevisionOutcome.Refused)
          .as("%s", revision)
          .isEqualTo(WRONG.contains(revision.revision()));
      if (revision instanceof RevisionOutcome.Refused refused) {
        assertThat(refused.reason())
            .containsPattern(":\\d+:\\d+: must be a text or a number but is the boolean true");
      }
    }
  }
}
