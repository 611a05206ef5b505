package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.access;
import static io.skep.scheduler.world.A.attached;
import static io.skep.scheduler.world.A.attachment;
import static io.skep.scheduler.world.A.clusterMount;
import static io.skep.scheduler.world.A.csi;
import static io.skep.scheduler.world.A.group;
import static io.skep.scheduler.world.A.name;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.published;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static io.skep.scheduler.world.A.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode.Scope;
import io.skep.api.VolumeAccessMode.Sharing;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumePublishStatus.State;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.filter.ReadyFilter;
import io.skep.scheduler.world.A;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tasks that mount cluster volumes. */
final class ClusterVolumesTest {
  private static final String NOWHERE =
      "no suitable node (cannot fulfill requested CSI volume mounts on ";

  private final World world = new World();

  /** Where a volume is, or is on its way to, by node. */
  private Map<String, State> publishing(String volume) {
    var states = new TreeMap<String, State>();
    for (VolumePublishStatus status : world.volume(volume).getPublishStatusList()) {
      states.put(status.getNodeId(), status.getState());
    }
    return states;
  }

  // CT-50, SC-11, SC-30, SC-70, SC-90, SC-95
  @Test
  void aTaskWaitsUntilItsVolumeIsMadeAndHasItPublished() {
    world.nodes(node("nodeID1", csi("plug")));
    world.tasks(task("t", clusterMount("volume1", "/var/")));
    assertThat(world.err("t")).isEqualTo(NOWHERE + "1 node)");

    world.volumes(volume("id1", name("volume1"), volume -> volume.clearVolumeInfo()));
    assertThat(world.nodeOf("t")).as("the plugin has not made it").isEmpty();

    world.changeVolume("id1", volume -> volume.getVolumeInfoBuilder().setVolumeId("made"));
    assertThat(world.nodeOf("t")).isEqualTo("nodeID1");
    assertThat(world.status("t").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.task("t").getVolumesList())
        .containsExactly(attachment("id1", "volume1", "/var/"));
    assertThat(publishing("id1")).containsExactly(Map.entry("nodeID1", State.PENDING_PUBLISH));
  }

  // CT-50, SC-72, SC-95
  @Test
  void aTaskMadeForANodeWaitsForItsVolumeToo() {
    world.nodes(node("nodeID1", csi("plug")));
    world.tasks(task("t", on("nodeID1"), clusterMount("volume1", "/var/")));
    assertThat(world.err("t")).isEqualTo("cannot fulfill requested CSI volume mounts on 1 node");

    world.volumes(volume("id1", name("volume1")));

    assertThat(world.status("t").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.task("t").getVolumesList())
        .containsExactly(attachment("id1", "volume1", "/var/"));
    assertThat(publishing("id1")).containsOnlyKeys("nodeID1");
  }

  // SC-72: and its volume is not given to another.
  @Test
  void theVolumeOfATaskMadeForANodeIsTaken() {
    world.volumes(volume("v", access(Scope.SINGLE_NODE, Sharing.NONE)));
    world.nodes(node("n1", csi("plug")), node("n2", csi("plug")));
    world.tasks(task("a", on("n1"), clusterMount("v", "/")));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);

    world.tasks(task("b", clusterMount("v", "/")), task("c", on("n2"), clusterMount("v", "/")));

    assertThat(world.err("b")).isEqualTo(NOWHERE + "2 nodes)");
    assertThat(world.err("c")).isEqualTo("cannot fulfill requested CSI volume mounts on 1 node");

    world.changeTask("a", state(TaskState.FAILED));
    assertThat(world.status("c").getState()).as("made for a node").isEqualTo(TaskState.ASSIGNED);
    assertThat(world.nodeOf("b")).isEmpty();
  }

  // CT-51, SC-4, SC-14
  @Test
  void atTheStartVolumesAreUsedByRunningTasksOnly() {
    Consumer<Volume.Builder> exclusive = access(Scope.SINGLE_NODE, Sharing.NONE);
    world.writeOnly(
        tx -> {
          tx.create(Kinds.VOLUME, volume("id1", name("volume1")));
          tx.create(Kinds.VOLUME, volume("id2", name("volume2"), group("group2"), exclusive));
          tx.create(Kinds.VOLUME, volume("id3", name("volume3"), group("group2"), exclusive));
          for (String id : List.of("n1", "n2", "n3")) {
            tx.create(Kinds.NODE, node(id, csi("plug")));
          }
          tx.create(
              Kinds.TASK,
              task(
                  "running",
                  runningOn("n1"),
                  clusterMount("volume1", "/a"),
                  clusterMount("group:group2", "/b"),
                  attached("id1", "volume1", "/a"),
                  attached("id3", "group:group2", "/b")));
          tx.create(
              Kinds.TASK,
              task(
                  "over",
                  runningOn("n2"),
                  state(TaskState.SHUTDOWN),
                  clusterMount("volume1", "/a"),
                  clusterMount("volume2", "/b"),
                  attached("id1", "volume1", "/a"),
                  attached("id2", "volume2", "/b")));
          tx.create(Kinds.TASK, task("pending", clusterMount("group:group2", "/x")));
          tx.create(Kinds.TASK, task("single", clusterMount("volume1", "/x")));
        });
    world.settle();

    assertThat(world.task("pending").getVolumesList())
        .containsExactly(attachment("id2", "group:group2", "/x"));
    assertThat(world.nodeOf("single")).as("volume1 is for one node at a time").isEqualTo("n1");
  }

  // SC-58: both on one node, though each is somewhere.
  @Test
  void allVolumesHaveToBeAvailableTogether() {
    Map<String, String> east = Map.of("zone", "east");
    Map<String, String> west = Map.of("zone", "west");
    world.volumes(volume("e", A.reachedFrom(east)), volume("w", A.reachedFrom(west)));
    world.nodes(node("n1", csi("plug", east)), node("n2", csi("plug", west)));

    world.tasks(task("both", clusterMount("e", "/a"), clusterMount("w", "/b")));
    assertThat(world.err("both")).isEqualTo(NOWHERE + "2 nodes)");

    world.nodes(node("n3", csi("plug")));
    assertThat(world.nodeOf("both")).isEqualTo("n3");
  }

  // SC-58, SC-93: tasks that are alike, and a node after which there is no more.
  @Test
  void exclusiveVolumesOfAGroupGoToAsManyTasks() {
    world.services(service("db", 1));
    for (int i = 0; i < 3; i++) {
      world.volumes(volume("v" + i, group("g"), access(Scope.SINGLE_NODE, Sharing.NONE)));
      world.nodes(node("n" + i, csi("plug")));
    }
    world.write(
        tx -> {
          for (int i = 0; i < 5; i++) {
            tx.create(Kinds.TASK, task("t" + i, ofService("db", 1), clusterMount("group:g", "/")));
          }
        });

    assertThat(Stream.of("t0", "t1", "t2").map(id -> world.task(id).getVolumes(0).getId()))
        .containsExactlyInAnyOrder("v0", "v1", "v2");
    assertThat(world.err("t3")).isEqualTo(NOWHERE + "3 nodes)");
    assertThat(world.err("t4")).isEqualTo(NOWHERE + "3 nodes)");

    String freed = world.task("t1").getVolumes(0).getId();
    world.changeTask("t1", state(TaskState.COMPLETE));
    assertThat(world.task("t3").getVolumes(0).getId()).isEqualTo(freed);
    assertThat(world.nodeOf("t4")).isEmpty();
  }

  // SC-30, SC-58: what changed of a volume changes the answer for every node.
  @ParameterizedTest(name = "{0}")
  @MethodSource("reliefs")
  void aTaskThatWaitsForAVolumeIsPlacedWhenThatChanges(String what, Consumer<World> change) {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", A.availability(VolumeAvailability.PAUSE)));
    world.tasks(task("t", clusterMount("wanted", "/")), task("g", clusterMount("group:g", "/")));

    change.accept(world);

    assertThat(world.nodeOf("t") + world.nodeOf("g")).as(what).isEqualTo("n1");
  }

  static Stream<Arguments> reliefs() {
    Consumer<Volume.Builder> open = A.availability(VolumeAvailability.ACTIVE);
    return Stream.of(
        relief("renamed", w -> w.changeVolume("v", open.andThen(name("wanted")))),
        relief("put into the group", w -> w.changeVolume("v", open.andThen(group("g")))),
        relief("another one is made", w -> w.volumes(volume("wanted"))),
        relief(
            "renamed, then opened",
            w -> {
              w.changeVolume("v", name("wanted"));
              w.changeVolume("v", open);
            }));
  }

  private static Arguments relief(String what, Consumer<World> change) {
    return Arguments.of(what, change);
  }

  // SC-30
  @Test
  void aVolumeThatIsDeletedOrRenamedIsNoCandidateAnyMore() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", name("data")));
    world.write(tx -> tx.delete(Kinds.VOLUME, "v"));
    world.tasks(task("a", clusterMount("data", "/")));
    assertThat(world.err("a")).isEqualTo(NOWHERE + "1 node)");

    world.volumes(volume("w", name("data")));
    assertThat(world.nodeOf("a")).isEqualTo("n1");
    world.changeVolume("w", name("other"));
    world.tasks(task("b", clusterMount("data", "/")));
    assertThat(world.nodeOf("b")).isEmpty();
  }

  // SC-70: also without a filter that would have refused the node before.
  @Test
  void aTaskThatCannotHaveItsVolumesIsNotPlaced() {
    Pipeline standard = Scheduler.swarmPipeline();
    world.restart(new Pipeline(List.of(new ReadyFilter()), standard.scorers(), standard.binder()));
    world.nodes(node("n1", csi("plug")), node("n2"));

    world.tasks(
        task("a", clusterMount("unknown", "/")), task("b", on("n1"), clusterMount("no", "/")));

    assertThat(world.status("a").getState()).isEqualTo(TaskState.PENDING);
    assertThat(world.status("b").getState()).isEqualTo(TaskState.PENDING);
  }

  // SC-92: a node without a description is no node for volumes, and no reason to fail.
  @Test
  void onlyNodesThatRunThePluginAreConsidered() {
    world.volumes(volume("v"));
    world.nodes(node("n1"), node("n2", csi("other")));
    world.tasks(task("t", clusterMount("v", "/")));
    assertThat(world.err("t")).isEqualTo(NOWHERE + "2 nodes)");

    world.changeNode("n1", csi("plug"));

    assertThat(world.nodeOf("t")).isEqualTo("n1");
  }

  // SC-85
  @ParameterizedTest(name = "{0}")
  @MethodSource("disturbances")
  void aTaskDoesNotGetAVolumeThatChangedMeanwhile(String what, Consumer<World> disturb) {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", name("data")));
    world.runtime().interfereOnce(() -> disturb.accept(world));

    world.tasks(task("t", clusterMount("data", "/")));

    assertThat(world.nodeOf("t")).as(what).isEmpty();
    assertThat(world.task("t").getVolumesList()).isEmpty();
    assertThat(world.err("t")).isEqualTo(NOWHERE + "1 node)");
  }

  static Stream<Arguments> disturbances() {
    return Stream.of(
        disturbance("deleted", w -> w.writeOnly(tx -> tx.delete(Kinds.VOLUME, "v"))),
        disturbance("paused", changing(A.availability(VolumeAvailability.PAUSE))),
        disturbance("to be deleted", changing(volume -> volume.setPendingDelete(true))),
        disturbance("renamed", changing(name("other"))),
        disturbance("leaves", changing(published("n1", State.PENDING_NODE_UNPUBLISH))));
  }

  private static Arguments disturbance(String what, Consumer<World> disturb) {
    return Arguments.of(what, disturb);
  }

  private static Consumer<World> changing(Consumer<Volume.Builder> change) {
    return world -> world.writeOnly(tx -> World.changeVolume(tx, "v", change));
  }

  // SC-85, SC-86: the whole decision or nothing of it.
  @Test
  void aDecisionThatOneVolumeSpoilsLeavesTheOthersAlone() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v1"), volume("v2"));
    world.runtime().interfereOnce(() -> world.writeOnly(tx -> tx.delete(Kinds.VOLUME, "v2")));

    world.tasks(task("t", clusterMount("v1", "/a"), clusterMount("v2", "/b")));

    assertThat(publishing("v1")).isEmpty();
    assertThat(world.nodeOf("t")).isEmpty();
  }

  // SC-85: what does not matter to the choice does not spoil it.
  @Test
  void aVolumeThatWasPublishedMeanwhileIsTheSame() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v"));
    int runs = world.runtime().runs();
    world.runtime().interfereOnce(() -> changing(published("n1", State.PUBLISHED)).accept(world));

    world.tasks(task("t", clusterMount("v", "/")));

    assertThat(world.nodeOf("t")).isEqualTo("n1");
    assertThat(publishing("v")).as("not twice").containsExactly(Map.entry("n1", State.PUBLISHED));
    assertThat(world.volume("v").getPublishStatusCount()).isEqualTo(1);
    assertThat(world.runtime().runs() - runs)
        .as("one, and one for what was published")
        .isEqualTo(2);
  }

  // CT-55, SC-94
  @Test
  void volumesThatNobodyUsesOnANodeAnyMoreAreToBeUnpublishedThere() {
    world.writeOnly(
        tx -> {
          Volume.Builder shared = volume("all", access(Scope.MULTI_NODE, Sharing.ALL)).toBuilder();
          for (int i = 0; i < 4; i++) {
            String node = "n" + i;
            tx.create(Kinds.NODE, node(node, csi("plug")));
            tx.create(Kinds.VOLUME, volume("own" + i, published(node, State.PUBLISHED)));
            published(node, State.PUBLISHED).accept(shared);
            tx.create(
                Kinds.TASK,
                task(
                    "t" + i,
                    runningOn(node),
                    clusterMount("own" + i, "/own"),
                    clusterMount("all", "/all"),
                    attached("own" + i, "own" + i, "/own"),
                    attached("all", "all", "/all")));
          }
          tx.create(Kinds.VOLUME, shared.build());
        });
    world.settle();
    assertThat(world.runtime().writes()).as("all are used").isZero();

    world.changeTask("t0", state(TaskState.COMPLETE));

    assertThat(publishing("own0")).containsExactly(Map.entry("n0", State.PENDING_NODE_UNPUBLISH));
    assertThat(publishing("all"))
        .containsExactly(
            Map.entry("n0", State.PENDING_NODE_UNPUBLISH),
            Map.entry("n1", State.PUBLISHED),
            Map.entry("n2", State.PUBLISHED),
            Map.entry("n3", State.PUBLISHED));
    for (int i = 1; i < 4; i++) {
      assertThat(publishing("own" + i)).containsExactly(Map.entry("n" + i, State.PUBLISHED));
    }
    assertThat(world.runtime().writes()).isEqualTo(2);
  }

  // SC-94: the task ended before its volume arrived.
  @Test
  void aVolumeThatArrivesWhereNobodyNeedsItAnyMoreGoesBack() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v"));
    world.tasks(task("t", clusterMount("v", "/")));
    world.write(tx -> tx.delete(Kinds.TASK, "t"));
    assertThat(publishing("v")).containsExactly(Map.entry("n1", State.PENDING_PUBLISH));

    world.changeVolume("v", volume -> volume.getPublishStatusBuilder(0).setState(State.PUBLISHED));

    assertThat(publishing("v")).containsExactly(Map.entry("n1", State.PENDING_NODE_UNPUBLISH));
  }

  // SC-94: a decision of the same pass needs it, so it stays.
  @Test
  void aVolumeThatTheNextTaskNeedsAtOnceIsNotFreed() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(
        volume("v", published("n1", State.PUBLISHED), access(Scope.SINGLE_NODE, Sharing.NONE)));
    assertThat(publishing("v")).containsExactly(Map.entry("n1", State.PENDING_NODE_UNPUBLISH));
    world.changeVolume("v", volume -> volume.clearPublishStatus());
    world.tasks(task("a", clusterMount("v", "/")));
    world.changeVolume("v", v -> v.getPublishStatusBuilder(0).setState(State.PUBLISHED));

    world.write(
        tx -> {
          World.changeTask(tx, "a", state(TaskState.FAILED));
          tx.create(Kinds.TASK, task("b", clusterMount("v", "/")));
        });

    assertThat(world.nodeOf("b")).isEqualTo("n1");
    assertThat(publishing("v")).containsExactly(Map.entry("n1", State.PUBLISHED));
  }

  // SC-94, SC-95: what is on its way back would never be there, so the task waits for it to be
  // gone.
  @Test
  void aNodeThatGivesAVolumeUpGetsItAgainWhenItIsGone() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", published("n1", State.PENDING_UNPUBLISH)));
    world.tasks(task("t", clusterMount("v", "/")));
    assertThat(world.err("t")).isEqualTo(NOWHERE + "1 node)");

    world.changeVolume("v", volume -> volume.clearPublishStatus());

    assertThat(world.nodeOf("t")).isEqualTo("n1");
    assertThat(publishing("v")).containsExactly(Map.entry("n1", State.PENDING_PUBLISH));
  }

  // SC-86, SC-87: also volumes are given back by a decision that is undone.
  @Test
  void aDecisionThatIsNotWrittenGivesItsVolumesBack() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", access(Scope.SINGLE_NODE, Sharing.NONE)));
    world.runtime().interfereOnce(() -> world.writeOnly(tx -> tx.delete(Kinds.TASK, "a")));
    world.tasks(task("a", clusterMount("v", "/")));

    world.tasks(task("b", clusterMount("v", "/")));

    assertThat(world.nodeOf("b")).isEqualTo("n1");
  }

  // SC-88: of the task and its volume, what the scheduler is there to write, and nothing else.
  @Test
  void theSchedulerChangesWhatIsItsOwnAndNothingElse() {
    Task task = task("t", ofService("db", 1), clusterMount("v", "/"), A.networkDriver("none"));
    world.services(service("db", 1));
    world.nodes(node("n1", csi("plug"), A.plugin("Network", "none")));
    world.volumes(volume("v"));
    Volume volume = world.volume("v");
    Node node = world.view().get(Kinds.NODE, "n1").orElseThrow();

    world.tasks(task);

    assertThat(
            world.task("t").toBuilder()
                .clearMeta()
                .clearNodeId()
                .setStatus(task.getStatus())
                .clearVolumes()
                .clearAssignedGenericResources()
                .build())
        .isEqualTo(task);
    assertThat(world.volume("v").toBuilder().setMeta(volume.getMeta()).clearPublishStatus().build())
        .isEqualTo(volume);
    assertThat(world.view().get(Kinds.NODE, "n1")).hasValue(node);
  }
}
