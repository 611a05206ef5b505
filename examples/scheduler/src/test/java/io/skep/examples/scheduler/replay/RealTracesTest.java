package io.skep.examples.scheduler.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.SharedData;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Slices of real traces, judged at every version and compared with what is kept in memory at every
 * quiet point. With the property {@code skep.full=true} the traces are replayed whole.
 */
class RealTracesTest {
  private static final boolean FULL = Boolean.getBoolean("skep.full");

  private final CacheChecks checks = new CacheChecks();

  private ReplayResult play(TaskTrace trace, int nodes, Duration slice) {
    ReplayResult result =
        Replay.play(
            FULL ? trace : trace.until(slice),
            nodes == 0 ? ServiceNodes.bundled() : BatchFile.nodes(nodes),
            ReplayOptions.of(1).withWatch(checks));
    assertThat(checks.violations()).isEmpty();
    assertThat(checks.versions()).isGreaterThan(checks.quietPoints());
    return result;
  }

  @Test
  void instancesOfServicesNeverExceedTheLimitPerNode() {
    TaskTrace trace =
        ServiceTraceFile.load(
            SharedData.require("data/traces/alibaba-dlrm-v2025/disaggregated_DLRM_trace.dev.csv"),
            true);
    assertThat(trace.waves()).hasSize(15_907);

    ReplayResult result = play(trace, 0, Duration.ofHours(1));

    assertThat(result.counts().asked())
        .isEqualTo(result.counts().placed() + result.counts().givenUp() + result.waitingTasks());
    assertThat(result.counts().placed()).isGreaterThan(5_000);
  }

  @Test
  void batchTasksAllRunToTheirEnd() {
    TaskTrace trace =
        BatchFile.load(SharedData.require("data/traces/cloudsimpy-alibaba-batch/jobs.dev.csv"), 0);
    assertThat(trace.waves()).hasSize(19_053);

    ReplayResult result = play(trace, 100, Duration.ofMinutes(5));

    assertThat(result.counts().placed()).isEqualTo(result.counts().asked()).isGreaterThan(500);
    assertThat(result.store().getTasksList()).isEmpty();
  }
}
