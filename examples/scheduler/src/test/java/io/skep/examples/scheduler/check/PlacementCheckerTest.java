package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.SmallCluster.alike;
import static io.skep.examples.scheduler.check.SmallCluster.atMost;
import static io.skep.examples.scheduler.check.SmallCluster.constrained;
import static io.skep.examples.scheduler.check.SmallCluster.named;
import static io.skep.examples.scheduler.check.SmallCluster.onHostPort;
import static io.skep.examples.scheduler.check.SmallCluster.reserving;
import static io.skep.examples.scheduler.check.SmallCluster.reservingGpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlacementCheckerTest {
  private final SmallCluster cluster = new SmallCluster();

  @Test
  void aGoodOutcomeHasNoViolation() {
    cluster
        .replicated("web", 3, onHostPort(80).andThen(atMost(1)))
        .running("web", 1, "a")
        .running("web", 2, "b")
        .running("web", 3, "c")
        .replicated(
            "db", 1, constrained("node.labels.zone==2").andThen(reserving(4_000_000_000L, 9)))
        .running("db", 1, "c")
        .replicated("train", 2, reservingGpus(2))
        .task(
            "train",
            1,
            "a",
            t ->
                t.addAssignedGenericResources(named("gpu", "x"))
                    .addAssignedGenericResources(named("gpu", "y")))
        .task("train", 2, "b", t -> t.addAssignedGenericResources(alike("gpu", 2)))
        .global("log", spec -> {})
        .running("log", 0, "a")
        .running("log", 0, "b")
        .running("log", 0, "c")
        .replicated("huge", 1, reserving(0, 5_000_000_000L))
        .pending("huge", 1, "no suitable node (insufficient resources on 3 nodes)");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aNodeThatIsFilledBeyondItsResourcesIsReported() { // SC-52
    cluster
        .replicated("web", 2, reserving(3_000_000_000L, 3_000_000_000L))
        .running("web", 1, "a")
        .running("web", 2, "a");

    assertThat(violations())
        .containsExactly(
            "host-a: 2000000000 nano cpus too many", "host-a: 2000000000 bytes too many");
  }

  @Test
  void aTaskThatIsStoppingStillHoldsItsResources() { // SC-25
    cluster
        .replicated("web", 1, reserving(3_000_000_000L, 1))
        .task("web", 1, "a", task -> task.setDesiredState(TaskState.SHUTDOWN))
        .running("web", 1, "a");

    assertThat(violations()).containsExactly("host-a: 2000000000 nano cpus too many");
  }

  @Test
  void genericUnitsAreHeldOnceAndAreThere() { // GR-11
    cluster
        .replicated("train", 4, reservingGpus(1))
        .task("train", 1, "a", t -> t.addAssignedGenericResources(named("gpu", "x")))
        .task("train", 2, "a", t -> t.addAssignedGenericResources(named("gpu", "x")))
        .task("train", 3, "b", t -> t.addAssignedGenericResources(alike("gpu", 1)))
        .task("train", 4, "c", t -> t.addAssignedGenericResources(alike("gpu", 1)));

    assertThat(violations())
        .containsExactly(
            "host-a: unit x of gpu is held twice or is not there",
            "host-c: 1 of 0 units of gpu are held");
  }

  @Test
  void aTaskIsGivenAsManyUnitsAsItReserves() { // GR-11
    cluster.replicated("train", 1, reservingGpus(2)).running("train", 1, "b");

    assertThat(violations())
        .containsExactly("train.1 on host-b wants units {gpu=2} but was given {}");
  }

  @Test
  void aHostPortIsUsedOnceOnANode() { // SC-56
    cluster.replicated("web", 2, onHostPort(80)).running("web", 1, "a").running("web", 2, "a");

    assertThat(violations())
        .containsExactly("host-a: HostPort[protocol=TCP, published=80] is used twice");
  }

  @Test
  void noMoreReplicasThanAllowedAreOnANode() { // SC-57
    cluster.replicated("web", 2, atMost(1)).running("web", 1, "a").running("web", 2, "a");

    assertThat(violations()).containsExactly("host-a: 2 tasks of web but at most 1 are allowed");
  }

  @Test
  void aTaskIsOnlyWhereItsConstraintsAllow() { // SC-54, CN-6
    cluster.replicated("db", 1, constrained("node.labels.zone==2")).running("db", 1, "a");

    assertThat(violations()).containsExactly("db.1 is on host-a against node.labels.zone==2");
  }

  @Test
  void constraintsThatCannotBeReadConstrainNothing() { // SC-54
    cluster.replicated("db", 1, constrained("node.labels.zone")).running("db", 1, "a");

    assertThat(violations()).isEmpty();
  }

  @Test
  void noTaskIsLeftOnADeadDrainedOrVanishedNode() { // OR-9
    cluster
        .replicated("web", 4, spec -> {})
        .running("web", 1, "a")
        .running("web", 2, "b")
        .running("web", 3, "c")
        .running("web", 4, "gone")
        .node("a", node -> node.getStatusBuilder().setState(NodeStatus.State.DOWN))
        .node("b", node -> node.getSpecBuilder().setAvailability(NodeSpec.Availability.DRAIN))
        .node("c", node -> node.getSpecBuilder().setAvailability(NodeSpec.Availability.PAUSE));

    assertThat(violations())
        .containsExactly(
            "web.1 is on host-a, which is down or drained",
            "web.2 is on host-b, which is down or drained",
            "web.4 is on a node that does not exist");
  }

  @Test
  void everySlotIsTakenOnceAndAllReplicasAreThere() { // OR-8, OR-31
    cluster
        .replicated("web", 3, spec -> {})
        .running("web", 1, "a")
        .running("web", 1, "b")
        .running("web", 0, "c");

    assertThat(violations())
        .containsExactly(
            "web: slot 1 is taken twice or is no slot",
            "web: slot 0 is taken twice or is no slot",
            "web: 1 tasks for 3 replicas");
  }

  @Test
  void aTaskThatMayEndIsNotMissed() { // OR-30, OR-64
    cluster
        .replicated(
            "once",
            1,
            spec ->
                spec.getTaskBuilder()
                    .getRestartBuilder()
                    .setCondition(RestartPolicy.RestartCondition.NONE))
        .task(
            "once",
            1,
            "a",
            task -> {
              task.setDesiredState(TaskState.SHUTDOWN);
              task.getStatusBuilder().setState(TaskState.COMPLETE);
            });

    assertThat(violations()).isEmpty();
  }

  @Test
  void aTaskThatEndedIsActedOn() { // OR-27
    cluster
        .replicated("web", 1, spec -> {})
        .task("web", 1, "a", task -> task.getStatusBuilder().setState(TaskState.FAILED));

    assertThat(violations()).containsExactly("web.1 has ended (FAILED) and nobody acted on it");
  }

  @Test
  void aGlobalServiceHasOneTaskOnEachNodeThatIsToHaveOne() { // OR-41
    cluster
        .global("log", spec -> {})
        .running("log", 0, "a")
        .running("log", 0, "a")
        .node("c", node -> node.getSpecBuilder().setAvailability(NodeSpec.Availability.PAUSE));

    assertThat(violations())
        .containsExactly("log: a node has two of its tasks", "log: host-b has none of its tasks");
  }

  @Test
  void aPendingTaskThatFitsSomewhereIsReported() {
    cluster.replicated("web", 1, spec -> {}).pending("web", 1, "no suitable node");

    assertThat(violations()).containsExactly("web.1 is pending, but a node could take it");
  }

  @Test
  void everyReasonIsCountedByTheFirstFilterThatFailsOnEachNode() { // SC-50, SC-78, SC-79
    cluster
        .node("a", node -> node.getStatusBuilder().setState(NodeStatus.State.DOWN))
        .replicated("web", 1, reserving(5_000_000_000L, 0).andThen(constrained("node.id==a")))
        .pending(
            "web",
            1,
            "no suitable node (insufficient resources on 2 nodes; 1 node not available for new"
                + " tasks)");

    assertThat(violations()).isEmpty();
  }

  @Test
  void equalCountsAreNamedInTheOrderOfTheFilters() { // SC-78
    cluster
        .replicated("port", 1, onHostPort(80))
        .running("port", 1, "a")
        .replicated(
            "web", 2, onHostPort(80).andThen(atMost(1)).andThen(constrained("node.labels.zone==1")))
        .running("web", 1, "b")
        .pending(
            "web",
            2,
            "no suitable node (host-mode port already in use on 2 nodes; scheduling constraints"
                + " not satisfied on 1 node)");
    cluster
        .replicated("few", 2, atMost(1).andThen(constrained("node.id==c")))
        .running("few", 1, "c")
        .pending(
            "few",
            2,
            "no suitable node (scheduling constraints not satisfied on 2 nodes; max replicas per"
                + " node limit exceed)");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aReasonThatIsNotTrueIsReportedWithTheTruth() { // SC-77
    cluster
        .replicated("huge", 1, reserving(0, 5_000_000_000L))
        .pending("huge", 1, "no suitable node (insufficient resources on 2 nodes)");

    assertThat(violations())
        .containsExactly(
            "huge.1 says \"no suitable node (insufficient resources on 2 nodes)\" but the truth is"
                + " \"no suitable node (insufficient resources on 3 nodes)\"");
  }

  @Test
  void aTaskWithANodeOfItsOwnSpeaksOfThatNodeOnly() { // SC-72
    cluster
        .global("log", reserving(0, 5_000_000_000L))
        .task("log", 0, "a", saying("insufficient resources on 1 node"))
        .task("log", 0, "b", saying("insufficient resources on 1 node"))
        .task("log", 0, "c", saying(""));

    assertThat(violations())
        .singleElement()
        .asString()
        .contains("says \"\" but the truth is \"insufficient resources on 1 node\"");
  }

  @Test
  void aTaskThatNeverReachedTheSchedulerIsReported() { // AL-1
    cluster
        .replicated("web", 1, spec -> {})
        .task("web", 1, "", task -> task.getStatusBuilder().setState(TaskState.NEW));

    assertThat(violations()).containsExactly("web.1 was never offered to the scheduler");
  }

  private static Consumer<Task.Builder> saying(String err) {
    return task -> task.getStatusBuilder().setState(TaskState.PENDING).setErr(err);
  }

  private List<String> violations() {
    return PlacementChecker.violations(cluster.snapshot());
  }
}
