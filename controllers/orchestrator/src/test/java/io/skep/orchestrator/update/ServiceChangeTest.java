package io.skep.orchestrator.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServiceChangeTest {
  private static final Instant NOW = Instant.parse("2000-01-01T00:00:00Z");
  private static final ServiceSpec NEW = spec("v2");

  /** OR-72. */
  @Test
  void aChangeKeepsWhatWasThereAndForgetsHowFarThatHadCome() {
    Service stored = stored();

    Service changed = ServiceChange.to(stored, NEW, NOW);

    assertThat(changed.getSpec()).isEqualTo(NEW);
    assertThat(changed.getSpecVersion()).isEqualTo(version(20));
    assertThat(changed.getPreviousSpec()).isEqualTo(stored.getSpec());
    assertThat(changed.getPreviousSpecVersion()).isEqualTo(version(10));
    assertThat(changed.hasUpdateStatus()).isFalse();
    assertThat(changed.getMeta()).isEqualTo(stored.getMeta());
  }

  /** OR-72: of a service of an old manager. */
  @Test
  void aSpecificationWithoutAVersionLeavesNoneBehind() {
    Service stored =
        stored().toBuilder().clearSpecVersion().setPreviousSpecVersion(version(3)).build();

    assertThat(ServiceChange.to(stored, NEW, NOW).hasPreviousSpecVersion()).isFalse();
  }

  /** OR-72. */
  @Test
  void goingBackSwapsTheTwoSpecifications() {
    Service changed = ServiceChange.to(stored(), NEW, NOW);

    Service back = ServiceChange.back(changed, NOW).orElseThrow();

    assertThat(back.getSpec()).isEqualTo(stored().getSpec());
    assertThat(back.getSpecVersion()).isEqualTo(version(10));
    assertThat(back.getPreviousSpec()).isEqualTo(NEW);
    assertThat(back.getPreviousSpecVersion()).isEqualTo(version(20));
    assertThat(back.getUpdateStatus().getState()).isEqualTo(UpdateState.ROLLBACK_STARTED);
    assertThat(back.getUpdateStatus().getMessage()).isEqualTo("manually requested rollback");
    assertThat(Times.instant(back.getUpdateStatus().getStartedAt())).isEqualTo(NOW);
    assertThat(ServiceChange.back(back, NOW).orElseThrow().getSpec()).isEqualTo(NEW);
  }

  /** OR-72. */
  @Test
  void thereMustBeSomethingToGoBackTo() {
    assertThat(ServiceChange.back(stored(), NOW)).isEmpty();
  }

  /** OR-72: whatever was changed. */
  @Test
  void aJobIsStartedAgain() {
    Service.Builder job = stored().toBuilder();
    job.getSpecBuilder().getReplicatedJobBuilder().setTotalCompletions(3);
    job.getJobStatusBuilder().setJobIteration(version(4));

    Service changed = ServiceChange.to(job.build(), job.getSpec(), NOW);

    assertThat(changed.getJobStatus().getJobIteration()).isEqualTo(version(5));
    assertThat(Times.instant(changed.getJobStatus().getLastExecution())).isEqualTo(NOW);
    Service back = ServiceChange.back(changed, NOW).orElseThrow();
    assertThat(back.getJobStatus().getJobIteration()).isEqualTo(version(6));
    assertThat(ServiceChange.to(stored(), NEW, NOW).hasJobStatus()).isFalse();
  }

  private static Service stored() {
    Service.Builder service =
        Service.newBuilder().setId("web").setSpec(spec("v1")).setSpecVersion(version(10));
    service.getMetaBuilder().setVersion(version(20));
    service.getUpdateStatusBuilder().setState(UpdateState.PAUSED);
    return service.build();
  }

  private static ServiceSpec spec(String image) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getTaskBuilder().getContainerBuilder().setImage(image);
    spec.getReplicatedBuilder().setReplicas(2);
    return spec.build();
  }

  private static Version version(long index) {
    return Version.newBuilder().setIndex(index).build();
  }
}
