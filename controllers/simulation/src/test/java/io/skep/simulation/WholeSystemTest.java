package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything together under random deeds: services come, grow, shrink and go; nodes crash, return,
 * are drained, paused, added and deleted; tasks fail; leaders change. Each time the cluster has
 * come to rest, it and every version on the way are judged by code that knows nothing of the
 * controllers.
 */
class WholeSystemTest {
  private static final int ROUNDS = 5;
  private static final int MOST_STEPS = 8;

  /** More than the minute that a replacement may wait for the task before it. */
  private static final Duration QUIET = Duration.ofSeconds(90);

  private static final Duration LIMIT = Duration.ofHours(3);

  static LongStream seeds() {
    return LongStream.rangeClosed(
        Long.getLong("skep.simulation.first", 1), Long.getLong("skep.simulation.seeds", 36));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theClusterComesToRestWithWhatWasAskedFor(long seed) {
    var meters = new SimpleMeterRegistry();
    var life = TaskLife.steady(seed).withFailures(0.15, Duration.ofSeconds(20));
    var options = SimulationOptions.of(seed).withLife(life).withMeters(meters);
    try (var cluster = SimulatedCluster.start(options)) {
      var operator = new RandomOperator(cluster, seed);
      var versions = new VersionChecks(cluster, operator);
      for (int n = 0; n < 4; n++) {
        operator.addNode();
        operator.addService();
      }
      for (int round = 1; round <= ROUNDS; round++) {
        for (int step = 0; step <= (seed + round) % MOST_STEPS; step++) {
          operator.step();
        }
        boolean settled = cluster.settle(QUIET, LIMIT);

        assertThat(settled).as("seed %d rests after %s", seed, operator.done()).isTrue();
        assertThat(versions.violations())
            .as("seed %d on the way of round %d after %s", seed, round, operator.done())
            .isEmpty();
        assertThat(QuietChecks.violations(cluster.view()))
            .as("seed %d round %d after %s", seed, round, operator.done())
            .isEmpty();
        assertThat(failedRuns(meters)).as("failed runs, seed %d round %d", seed, round).isZero();
      }
    }
  }

  private static double failedRuns(SimpleMeterRegistry meters) {
    return meters.find("skep.controller.runs").tag("result", "failed").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
