package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.Version;
import io.skep.orchestrator.task.Jobs;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobsTest {
  private static final List<Service> MODES =
      List.of(
          Sample.replicated("replicated", 1),
          Sample.global("global"),
          Sample.replicatedJob("replicated-job", 1, 1),
          Sample.globalJob("global-job"));

  /** CT-82. */
  @Test
  void eachModeIsItsOwn() {
    assertThat(MODES.stream().filter(Jobs::isReplicatedJob).map(Service::getId))
        .containsExactly("replicated-job");
    assertThat(MODES.stream().filter(Jobs::isGlobalJob).map(Service::getId))
        .containsExactly("global-job");
    assertThat(MODES.stream().filter(Jobs::isJob).map(Service::getId))
        .containsExactly("replicated-job", "global-job");
  }

  /** OR-57. */
  @Test
  void aJobWithoutStatusIsInItsFirstIteration() {
    Service job = Sample.replicatedJob("web", 1, 1);

    assertThat(Jobs.iterationOf(job).getIndex()).isZero();
    assertThat(Jobs.isCurrent(ofIteration(0), job)).isTrue();
    assertThat(Jobs.isCurrent(ofIteration(1), job)).isFalse();
    assertThat(Jobs.isCurrent(Task.getDefaultInstance(), job)).isFalse();
  }

  private static Task ofIteration(long index) {
    return Task.newBuilder().setJobIteration(Version.newBuilder().setIndex(index)).build();
  }
}
