package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.kind.Kinds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedClusterTest {
  private static final Duration QUIET = Duration.ofSeconds(30);
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final SimulatedCluster cluster = SimulatedCluster.start(SimulationOptions.of(1));

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void aServiceRunsSpreadOverTheNodes() {
    List.of("n1", "n2", "n3").forEach(id -> cluster.addNode(A.node(id)));

    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 6)));

    assertThat(cluster.settle(QUIET, LIMIT)).isTrue();
    assertThat(A.running(cluster.view(), "web"))
        .extracting(Task::getNodeId)
        .containsExactlyInAnyOrder("n1", "n1", "n2", "n2", "n3", "n3");
  }

  @Test // DI-5
  void aNodeThatCrashesIsDownAfterThreeHeartbeats() {
    cluster.addNode(A.node("n1"));

    cluster.crash("n1");

    cluster.advance(Duration.ofSeconds(15).minusNanos(1));
    assertThat(status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    cluster.advance(Duration.ofNanos(1));
    assertThat(status("n1").getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(status("n1").getMessage()).isEqualTo("heartbeat failure");
  }

  @Test // OR-28
  void theTasksOfANodeThatIsDownRunElsewhere() {
    cluster.addNode(A.node("n1"));
    cluster.addNode(A.node("n2"));
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 4)));
    cluster.settle(QUIET, LIMIT);

    cluster.crash("n1");

    assertThat(cluster.settle(QUIET, LIMIT)).isTrue();
    assertThat(A.running(cluster.view(), "web"))
        .extracting(Task::getNodeId)
        .containsOnly("n2")
        .hasSize(4);
  }

  @Test
  void aNodeThatStartsAgainInTimeIsNeverDownButHasLostItsTasks() {
    cluster.addNode(A.node("n1"));
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
    cluster.settle(QUIET, LIMIT);
    Task before = A.running(cluster.view(), "web").get(0);

    cluster.crash("n1");
    cluster.advance(Duration.ofSeconds(10));
    cluster.restart("n1");
    cluster.settle(QUIET, LIMIT);

    assertThat(status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    assertThat(task(before.getId()).getStatus().getState()).isEqualTo(TaskState.FAILED);
    assertThat(A.running(cluster.view(), "web"))
        .singleElement()
        .extracting(Task::getId)
        .isNotEqualTo(before.getId());
  }

  @Test
  void aNodeThatComesBackReportsWhatItWasToStopAsStopped() {
    cluster.addNode(A.node("n1"));
    cluster.addNode(A.node("n2"));
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 2)));
    cluster.settle(QUIET, LIMIT);
    Task lost =
        A.running(cluster.view(), "web").stream()
            .filter(task -> task.getNodeId().equals("n1"))
            .findFirst()
            .orElseThrow();
    cluster.crash("n1");
    cluster.settle(QUIET, LIMIT);

    cluster.restart("n1");
    cluster.settle(QUIET, LIMIT);

    assertThat(status("n1").getState()).isEqualTo(NodeStatus.State.READY);
    assertThat(status("n1").getMessage()).isEmpty();
    assertThat(task(lost.getId()).getStatus().getState()).isEqualTo(TaskState.SHUTDOWN);
  }

  @Test // DI-5
  void tasksOfANodeThatStaysAwayAreGivenUpAfterADay() {
    cluster.addNode(A.node("n1"));
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
    cluster.settle(QUIET, LIMIT);
    Task lost = A.running(cluster.view(), "web").get(0);

    cluster.crash("n1");
    cluster.advance(Duration.ofHours(24).plusSeconds(14));
    assertThat(task(lost.getId()).getStatus().getState()).isEqualTo(TaskState.RUNNING);
    cluster.advance(Duration.ofSeconds(1));

    assertThat(task(lost.getId()).getStatus().getState()).isEqualTo(TaskState.ORPHANED);
  }

  @Test
  void anAgentThatComesBackStartsWhatWasAssignedToItMeanwhile() {
    cluster.addNode(A.node("n1"));
    cluster.crash("n1");
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
    cluster.advance(Duration.ofSeconds(10));
    Task assigned = A.tasks(cluster.view(), "web").get(0);
    assertThat(assigned.getStatus().getState()).isEqualTo(TaskState.ASSIGNED);

    cluster.restart("n1");
    cluster.settle(QUIET, LIMIT);

    assertThat(A.running(cluster.view(), "web"))
        .singleElement()
        .extracting(Task::getId)
        .isEqualTo(assigned.getId());
  }

  @Test // OR-47
  void aGlobalTaskThatDoesNotFitItsNodeWaitsThereWithAnExplanation() {
    cluster.addNode(A.node("n1"));
    Service.Builder big = A.global("big").toBuilder();
    big.getSpecBuilder()
        .getTaskBuilder()
        .getResourcesBuilder()
        .getReservationsBuilder()
        .setNanoCpus(5 * A.CPU);

    cluster.deploy(tx -> tx.create(Kinds.SERVICE, big.build()));
    cluster.settle(QUIET, LIMIT);

    Task waiting = A.tasks(cluster.view(), "big").get(0);
    assertThat(waiting.getNodeId()).isEqualTo("n1");
    assertThat(waiting.getStatus().getState()).isEqualTo(TaskState.PENDING);
    assertThat(waiting.getStatus().getErr()).isNotEmpty();
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    byte[] first = story(20_261_123);

    assertThat(story(20_261_123)).isEqualTo(first);
    assertThat(story(20_261_124)).isNotEqualTo(first);
  }

  @Test
  void aClusterThatIsNeverQuietSaysSoWhenTheLimitHasPassed() {
    var restless = TaskLife.steady(1).withFailures(1, Duration.ofSeconds(1));
    try (var failing = SimulatedCluster.start(SimulationOptions.of(1).withLife(restless))) {
      failing.addNode(A.node("n1"));
      failing.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
      var start = failing.clock().instant();

      boolean settled = failing.settle(QUIET, Duration.ofMinutes(5));

      assertThat(settled).isFalse();
      assertThat(failing.clock().instant()).isEqualTo(start.plus(Duration.ofMinutes(5)));
    }
  }

  @Test
  void whatAnOperatorDoesWrongIsToldAndChangesNothing() {
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1)));
    var before = cluster.view().version();

    assertThatThrownBy(() -> cluster.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 1))))
        .hasMessageContaining("web");
    assertThat(cluster.view().version()).isEqualTo(before);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> cluster.crash("nowhere"))
        .withMessageContaining("nowhere");
  }

  /** A life with failures, a crash and a return; the final state as bytes. */
  private static byte[] story(long seed) {
    var life = TaskLife.steady(seed).withFailures(0.3, Duration.ofSeconds(20));
    try (var told = SimulatedCluster.start(SimulationOptions.of(seed).withLife(life))) {
      List.of("n1", "n2", "n3").forEach(id -> told.addNode(A.node(id)));
      told.deploy(tx -> tx.create(Kinds.SERVICE, A.replicated("web", 5)));
      told.deploy(tx -> tx.create(Kinds.SERVICE, A.global("agent")));
      told.advance(Duration.ofSeconds(30));
      told.crash("n2");
      told.advance(Duration.ofMinutes(1));
      told.restart("n2");
      told.advance(Duration.ofMinutes(2));
      return bytes(told.store().save(told.view()));
    }
  }

  private static byte[] bytes(StoreSnapshot snapshot) {
    var bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      snapshot.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private NodeStatus status(String node) {
    return cluster.view().get(Kinds.NODE, node).orElseThrow().getStatus();
  }

  private Task task(String id) {
    return cluster.view().get(Kinds.TASK, id).orElseThrow();
  }
}
