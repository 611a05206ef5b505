package io.skep.examples.scheduler.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.NamedGenericResource;
import io.skep.api.NodeRole;
import io.skep.api.NodeStatus;
import io.skep.api.Resources;
import io.skep.api.TaskState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunRecorderTest {
  private final List<TimelineEvent> heard = new ArrayList<>();
  private final SmallRun run = new SmallRun(heard::add);

  @Test
  void aRunIsToldInTheOrderInWhichItHappened() {
    List<String> story = SmallRun.example().events().stream().map(RunRecorderTest::text).toList();

    assertThat(story)
        .containsExactly(
            "0 NODE heron joins, ready",
            "0 NODE wren joins, ready",
            "0 SERVICE web is asked for 2 times",
            "0 SERVICE <b>log</b> is asked for on every node",
            "0 SERVICE huge is asked for once",
            "1 PLACED web.1 goes to heron",
            "1 RUNNING web.1 runs on heron",
            "1 PLACED web.2 goes to wren",
            "1 RUNNING web.2 runs on wren",
            "1 PLACED <b>log</b> goes to heron",
            "1 RUNNING <b>log</b> runs on heron",
            "1 WAITING huge.1 waits: no suitable node (too small)",
            "10 NODE wren is down",
            "10 ENDED web.2 is to stop on wren",
            "10 MOVED web.2 moves from wren to heron",
            "12 RUNNING web.2 runs on heron");
  }

  @Test
  void totalsCountWhatIsAndWhatWas() {
    assertThat(SmallRun.example().totals()).isEqualTo(new Totals(2, 1, 3, 0, 1, 5, 4));
  }

  @Test
  void aSlotThatGoesToAnotherNodeIsAMove() {
    assertThat(SmallRun.example().moves())
        .containsExactly(new Move(Duration.ofSeconds(10), "web.2", "wren", "heron"));
  }

  @Test
  void waitingTasksAreCountedByServiceAndReason() {
    run.service("s", "huge", 3);
    run.task("t1", "s", "huge", 1, "", TaskState.PENDING, "too big");
    run.task("t2", "s", "huge", 2, "", TaskState.PENDING, "too big");
    run.task("t3", "s", "huge", 3, "", TaskState.NEW, "");

    assertThat(run.report(Duration.ZERO).waiting())
        .containsExactly(new Waiting("huge", 2, "too big"), new Waiting("huge", 1, ""));
  }

  @Test
  void whatDoesNotChangeIsNotWrittenTwice() {
    run.node("n", "heron", NodeRole.WORKER, NodeStatus.State.READY);
    run.task("t", "s", "web", 1, "n", TaskState.ASSIGNED, "");
    run.at(1);
    run.node("n", "heron", NodeRole.WORKER, NodeStatus.State.READY);
    run.task("t", "s", "web", 1, "n", TaskState.PREPARING, "");

    RunReport report = run.report(Duration.ofSeconds(1));
    assertThat(report.nodes().get(0).steps()).hasSize(1);
    assertThat(report.tasks().get(0).steps()).hasSize(1);
    assertThat(heard).hasSize(2);
  }

  @Test
  void whatIsDeletedEnds() {
    run.node("n", "heron", NodeRole.WORKER, NodeStatus.State.READY);
    run.task("t", "s", "web", 1, "n", TaskState.RUNNING, "");
    run.at(2);
    run.taskGone("t");
    run.taskGone("never there");
    run.nodeGone("n");

    RunReport report = run.report(Duration.ofSeconds(2));
    assertThat(report.tasks().get(0).last().phase()).isEqualTo(Phase.ENDED);
    assertThat(report.nodes().get(0).last().isReady()).isFalse();
    assertThat(report.totals().nodesReady()).isZero();
    assertThat(heard.stream().map(RunRecorderTest::text))
        .endsWith("2 ENDED web.1 is removed on heron", "2 NODE heron is gone");
  }

  @Test
  void anEndingIsToldOnceAndSaysHow() {
    run.node("n", "heron", NodeRole.WORKER, NodeStatus.State.READY);
    run.task("t", "s", "web", 1, "n", TaskState.RUNNING, "");
    run.task("t", "s", "web", 1, "n", TaskState.FAILED, "exit 1");
    run.taskGone("t");

    assertThat(heard.stream().map(RunRecorderTest::text))
        .endsWith("0 RUNNING web.1 runs on heron", "0 ENDED web.1 has failed (exit 1) on heron");
  }

  @Test
  void aTaskThatIsReplacedOnItsOwnNodeDoesNotMove() {
    run.node("n", "heron", NodeRole.WORKER, NodeStatus.State.READY);
    run.task("t1", "s", "web", 1, "n", TaskState.RUNNING, "");
    run.task("t1", "s", "web", 1, "n", TaskState.FAILED, "");
    run.task("t2", "s", "web", 1, "n", TaskState.RUNNING, "");

    assertThat(run.report(Duration.ZERO).moves()).isEmpty();
  }

  @Test
  void unitsOfBothFormsAreCountedByKind() {
    Resources resources =
        Resources.newBuilder()
            .setNanoCpus(1)
            .setMemoryBytes(2)
            .addGeneric(named("gpu", "a"))
            .addGeneric(named("gpu", "b"))
            .addGeneric(alike("disk", 3))
            .build();

    Amounts amounts = Amounts.of(resources);

    assertThat(amounts.generic()).isEqualTo(Map.of("disk", 3L, "gpu", 2L));
    assertThat(amounts.plus(amounts).generic()).isEqualTo(Map.of("disk", 6L, "gpu", 4L));
  }

  private static GenericResource named(String kind, String unit) {
    return GenericResource.newBuilder()
        .setNamedResourceSpec(NamedGenericResource.newBuilder().setKind(kind).setValue(unit))
        .build();
  }

  private static GenericResource alike(String kind, long amount) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(
            DiscreteGenericResource.newBuilder().setKind(kind).setValue(amount))
        .build();
  }

  private static String text(TimelineEvent event) {
    return "%d %s %s %s"
        .formatted(event.at().toSeconds(), event.kind(), event.subject(), event.text());
  }
}
