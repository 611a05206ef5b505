package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.SmallCluster.alike;
import static io.skep.examples.scheduler.check.SmallCluster.atMost;
import static io.skep.examples.scheduler.check.SmallCluster.constrained;
import static io.skep.examples.scheduler.check.SmallCluster.named;
import static io.skep.examples.scheduler.check.SmallCluster.onHostPort;
import static io.skep.examples.scheduler.check.SmallCluster.reserving;
import static io.skep.examples.scheduler.check.SmallCluster.reservingGpus;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A store that is right but for one thing, which the checker has to name, and nothing else; and
 * stores that only look wrong.
 */
class ViolationsTest {
  private final SmallCluster cluster = new SmallCluster();

  private List<String> violations() {
    return PlacementChecker.violations(cluster.snapshot());
  }

  @Test
  void aNodeThatIsJustFullIsRight() { // SC-52
    cluster
        .replicated("web", 2, reserving(2_000_000_000L, 2_000_000_000L))
        .running("web", 1, "a")
        .running("web", 2, "a");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aUnitThatTheNodeDoesNotHaveIsReported() { // GR-11
    cluster
        .replicated("train", 1, reservingGpus(1))
        .task("train", 1, "a", t -> t.addAssignedGenericResources(named("gpu", "z")));

    assertThat(violations()).containsExactly("host-a: unit z of gpu is held twice or is not there");
  }

  @Test
  void moreUnitsThanReservedAreReported() { // GR-11
    cluster
        .replicated("train", 1, reservingGpus(1))
        .task("train", 1, "b", t -> t.addAssignedGenericResources(alike("gpu", 2)));

    assertThat(violations())
        .containsExactly("train.1 on host-b wants units {gpu=1} but was given {gpu=2}");
  }

  @Test
  void unitsOfAStoppingTaskAreNotFree() { // SC-25, GR-11
    cluster
        .replicated("train", 1, reservingGpus(2))
        .task(
            "train",
            1,
            "b",
            stopping().andThen(t -> t.addAssignedGenericResources(alike("gpu", 2))))
        .task("train", 1, "b", t -> t.addAssignedGenericResources(alike("gpu", 2)));

    assertThat(violations()).containsExactly("host-b: 4 of 2 units of gpu are held");
  }

  @Test
  void whatATaskHadBeforeItEndedIsFree() { // SC-22
    cluster
        .replicated("web", 1, reserving(3_000_000_000L, 1).andThen(onHostPort(80)))
        .task("web", 1, "a", stopping().andThen(observed(TaskState.SHUTDOWN)))
        .running("web", 1, "a");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aPortIsTakenInItsProtocolAndModeOnly() { // SC-56
    cluster
        .replicated("tcp", 1, onHostPort(53))
        .running("tcp", 1, "a")
        .replicated(
            "udp", 1, onHostPort(53).andThen(port(p -> p.setProtocol(PortConfig.Protocol.UDP))))
        .running("udp", 1, "a")
        .replicated(
            "ingress",
            1,
            onHostPort(53).andThen(port(p -> p.setPublishMode(PortConfig.PublishMode.INGRESS))))
        .running("ingress", 1, "a")
        .replicated("open", 2, onHostPort(0))
        .running("open", 1, "a")
        .running("open", 2, "a");

    assertThat(violations()).isEmpty();
  }

  @Test
  void tasksThatAreToCompleteAreReplicasToo() { // SC-57
    cluster
        .replicated("web", 1, atMost(1))
        .running("web", 1, "a")
        .task("web", 2, "a", task -> task.setDesiredState(TaskState.COMPLETE));

    assertThat(violations()).containsExactly("host-a: 2 tasks of web but at most 1 are allowed");
  }

  @Test
  void tasksOfOtherServicesAndStoppingOnesAreNoReplicas() { // SC-57
    cluster
        .replicated("web", 1, atMost(1))
        .running("web", 1, "a")
        .task("web", 1, "a", stopping())
        .replicated("other", 1, atMost(1))
        .running("other", 1, "a");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aStoppingTaskMayBeWhereItMayNotStay() { // OR-9, SC-54
    cluster
        .replicated("db", 0, constrained("node.labels.zone==2"))
        .task("db", 1, "a", stopping())
        .task("db", 2, "gone", stopping())
        .node("a", node -> node.getSpecBuilder().setAvailability(NodeSpec.Availability.DRAIN));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aTaskOfNoServiceIsReported() { // OR-26
    cluster
        .replicated("web", 1, spec -> {})
        .running("web", 1, "a")
        .task("web", 2, "a", task -> task.setServiceId("gone"));

    assertThat(violations()).containsExactly("web.2 runs for a service that does not exist");
  }

  @Test
  void aTaskThatNeverHadAServiceIsRight() {
    cluster
        .replicated("web", 1, spec -> {})
        .running("web", 1, "a")
        .task("web", 2, "a", task -> task.setServiceId(""));

    assertThat(violations()).isEmpty();
  }

  @Test
  void tooManyTasksAreReported() { // OR-31
    cluster.replicated("web", 1, spec -> {}).running("web", 1, "a").running("web", 2, "b");

    assertThat(violations()).containsExactly("web: 2 tasks for 1 replicas");
  }

  @Test
  void aTaskThatEndedIsMissedWhereItIsToBeRestarted() { // OR-64
    cluster.replicated("web", 1, restarting(RestartCondition.ANY, 0)).task("web", 1, "a", ended());

    assertThat(violations()).containsExactly("web: 0 tasks for 1 replicas");
  }

  @Test
  void aTaskThatEndedAfterItsLastAttemptIsNotMissed() { // OR-64
    cluster.replicated("web", 1, restarting(RestartCondition.ANY, 3)).task("web", 1, "a", ended());

    assertThat(violations()).isEmpty();
  }

  @Test
  void aPlaceThatEndedSeveralTimesIsOnePlace() { // OR-30
    cluster
        .replicated("once", 3, restarting(RestartCondition.NONE, 0))
        .running("once", 1, "a")
        .task("once", 1, "a", ended())
        .task("once", 2, "a", ended())
        .task("once", 2, "b", ended())
        .task("once", 3, "c", ended().andThen(t -> t.setDesiredState(TaskState.REMOVE)));

    assertThat(violations()).containsExactly("once: 1 tasks for 3 replicas");
  }

  @Test
  void aServiceThatNeverStartedIsReported() { // OR-31
    cluster.replicated("web", 2, spec -> {});

    assertThat(violations()).containsExactly("web: 0 tasks for 2 replicas");
  }

  @Test
  void aGlobalServiceWantsNoTaskOnNodesThatAreDownOrExcluded() { // OR-41
    cluster
        .global("log", constrained("node.labels.zone==1"))
        .running("log", 0, "a")
        .node("b", node -> node.getStatusBuilder().setState(NodeStatus.State.DOWN));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aGlobalTaskThatMayEndIsNotMissed() { // OR-64
    cluster
        .global("once", restarting(RestartCondition.ON_FAILURE, 0))
        .running("once", 0, "a")
        .running("once", 0, "b");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aTaskOnANodeThatNobodyHearsOfStays() { // OR-9
    cluster
        .replicated("web", 1, spec -> {})
        .running("web", 1, "a")
        .node("a", node -> node.getStatusBuilder().setState(NodeStatus.State.DISCONNECTED));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aPendingTaskOfAPausedClusterIsRight() { // SC-51
    cluster
        .replicated("web", 1, spec -> {})
        .pending("web", 1, "no suitable node (3 nodes not available for new tasks)");
    for (String id : List.of("a", "b", "c")) {
      cluster.node(id, node -> node.getSpecBuilder().setAvailability(NodeSpec.Availability.PAUSE));
    }

    assertThat(violations()).isEmpty();
  }

  @Test
  void aPendingTaskWhoseUnitsAreFreeIsReported() { // GR-10
    cluster
        .replicated("train", 1, reservingGpus(2))
        .pending("train", 1, "no suitable node (insufficient resources on 3 nodes)");

    assertThat(violations()).containsExactly("train.1 is pending, but a node could take it");
  }

  @Test
  void aPendingTaskWhoseUnitsAreHeldIsRight() { // GR-10
    cluster
        .replicated("train", 3, reservingGpus(1))
        .task("train", 1, "a", t -> t.addAssignedGenericResources(named("gpu", "x")))
        .replicated("big", 1, reservingGpus(2))
        .task("big", 1, "b", t -> t.addAssignedGenericResources(alike("gpu", 2)))
        .task("train", 2, "a", t -> t.addAssignedGenericResources(named("gpu", "y")))
        .pending("train", 3, "no suitable node (insufficient resources on 3 nodes)");

    assertThat(violations()).isEmpty();
  }

  @Test
  void aPendingTaskThatWouldJustFitIsReported() { // SC-52
    cluster
        .replicated(
            "web", 2, reserving(2_000_000_000L, 2_000_000_000L).andThen(constrained("node.id==a")))
        .running("web", 1, "a")
        .pending("web", 2, "no suitable node (insufficient resources on 3 nodes)");

    assertThat(violations()).containsExactly("web.2 is pending, but a node could take it");
  }

  @Test
  void aTaskThatReservesNothingFitsOnAnOverfullNode() { // SC-52
    cluster
        .replicated("web", 1, constrained("node.id==a"))
        .pending("web", 1, "no suitable node (scheduling constraints not satisfied on 2 nodes)")
        .node("a", node -> node.getDescriptionBuilder().getResourcesBuilder().setNanoCpus(-1));

    assertThat(violations())
        .containsExactly(
            "host-a: 1 nano cpus too many", "web.1 is pending, but a node could take it");
  }

  @Test
  void aDriverThatNoEngineHasIsAReason() { // SC-53
    cluster
        .replicated("db", 1, onVolumeOf("rexray"))
        .pending("db", 1, "no suitable node (missing plugin on 2 nodes)")
        .node("a", node -> node.getDescriptionBuilder().getEngineBuilder())
        .node("b", node -> node.getDescriptionBuilder().getEngineBuilder());

    assertThat(violations())
        .as("c does not say what it has")
        .containsExactly("db.1 is pending, but a node could take it");

    cluster.node("c", node -> node.getDescriptionBuilder().getEngineBuilder());
    assertThat(violations())
        .containsExactly(
            "db.1 says \"no suitable node (missing plugin on 2 nodes)\" but the truth is"
                + " \"no suitable node (missing plugin on 3 nodes)\"");
  }

  @Test
  void aPlatformThatNoNodeHasIsAReason() { // SC-55
    cluster
        .replicated("web", 1, onPlatform("amd64", "linux"))
        .pending("web", 1, "no suitable node (unsupported platform on 3 nodes)")
        .node("a", platform("aarch64", "linux"))
        .node("b", platform("x86_64", "windows"));
    assertThat(violations()).isEmpty();

    cluster.node("c", platform("x86_64", "linux"));
    assertThat(violations()).containsExactly("web.1 is pending, but a node could take it");
  }

  @Test
  void everyConstraintCounts() { // SC-54
    cluster
        .replicated("db", 1, constrained("node.labels.zone==1").andThen(constrained("node.id!=a")))
        .pending("db", 1, "no suitable node (scheduling constraints not satisfied on 2 nodes)");

    assertThat(violations()).containsExactly("db.1 is pending, but a node could take it");
  }

  @Test
  void aPortThatIsTakenIsAReason() { // SC-56
    cluster
        .replicated("web", 3, onHostPort(80))
        .running("web", 1, "a")
        .running("web", 2, "b")
        .pending("web", 3, "no suitable node (host-mode port already in use on 3 nodes)");

    assertThat(violations()).containsExactly("web.3 is pending, but a node could take it");
  }

  @Test
  void aTaskThatIsOnlyOneOfItsServiceMayGoWhereOneMayBe() { // SC-57
    cluster
        .replicated("web", 3, atMost(1))
        .running("web", 1, "a")
        .running("web", 2, "b")
        .pending("web", 3, "no suitable node (max replicas per node limit exceed)");

    assertThat(violations()).containsExactly("web.3 is pending, but a node could take it");
  }

  @Test
  void reasonsOfOneNodeEachAreNamedInTheOrderOfTheFilters() { // SC-78
    cluster
        .replicated("few", 2, atMost(1).andThen(constrained("node.id!=b")))
        .running("few", 1, "c")
        .pending(
            "few",
            2,
            "no suitable node (1 node not available for new tasks; scheduling constraints not"
                + " satisfied on 1 node; max replicas per node limit exceed)")
        .node("a", node -> node.getStatusBuilder().setState(NodeStatus.State.DOWN));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aTaskThatMayGoNowhereInAnEmptyClusterSaysNoMore() { // SC-77, SC-78
    var empty =
        new SmallCluster()
                .replicated("web", 1, spec -> {})
                .pending("web", 1, "no suitable node")
                .snapshot()
                .toBuilder()
                .clearNodes()
                .build();

    assertThat(PlacementChecker.violations(empty)).isEmpty();
  }

  @Test
  void aTaskThatIsNotWantedNeedsNoReason() { // SC-13
    cluster
        .replicated("web", 0, spec -> {})
        .task("web", 1, "", stopping().andThen(observed(TaskState.PENDING)));

    assertThat(violations()).isEmpty();
  }

  @Test
  void aConfirmedTaskThatItsNodeWouldTakeIsReported() { // SC-72
    cluster
        .global("log", constrained("node.id==a"))
        .task("log", 0, "a", observed(TaskState.PENDING));

    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith("log (")
        .endsWith("is pending, but a node could take it");
  }

  @Test
  void aWaitingTaskHoldsNothing() { // SC-14
    cluster
        .global("log", constrained("node.id==a").andThen(reserving(5_000_000_000L, 0)))
        .task(
            "log",
            0,
            "a",
            observed(TaskState.PENDING)
                .andThen(t -> t.getStatusBuilder().setErr("insufficient resources on 1 node")))
        .replicated("web", 1, reserving(4_000_000_000L, 0))
        .running("web", 1, "a");

    assertThat(violations()).isEmpty();
  }

  private static Consumer<ServiceSpec.Builder> onVolumeOf(String driver) {
    return spec ->
        spec.getTaskBuilder()
            .getContainerBuilder()
            .addMountsBuilder()
            .setType(Mount.Type.VOLUME)
            .getVolumeOptionsBuilder()
            .getDriverConfigBuilder()
            .setName(driver);
  }

  private static Consumer<ServiceSpec.Builder> onPlatform(String architecture, String os) {
    return spec ->
        spec.getTaskBuilder()
            .getPlacementBuilder()
            .addPlatformsBuilder()
            .setArchitecture(architecture)
            .setOs(os);
  }

  private static Consumer<Node.Builder> platform(String architecture, String os) {
    return node ->
        node.getDescriptionBuilder().getPlatformBuilder().setArchitecture(architecture).setOs(os);
  }

  private static Consumer<Task.Builder> stopping() {
    return task -> task.setDesiredState(TaskState.SHUTDOWN);
  }

  private static Consumer<Task.Builder> ended() {
    return stopping().andThen(observed(TaskState.COMPLETE));
  }

  private static Consumer<Task.Builder> observed(TaskState state) {
    return task -> task.getStatusBuilder().setState(state);
  }

  private static Consumer<ServiceSpec.Builder> port(Consumer<PortConfig.Builder> change) {
    return spec -> change.accept(spec.getEndpointBuilder().getPortsBuilder(0));
  }

  private static Consumer<ServiceSpec.Builder> restarting(
      RestartCondition condition, int attempts) {
    return spec ->
        spec.getTaskBuilder().getRestartBuilder().setCondition(condition).setMaxAttempts(attempts);
  }
}
