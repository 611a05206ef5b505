package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.access;
import static io.skep.scheduler.world.A.attached;
import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.clusterMount;
import static io.skep.scheduler.world.A.clusterMountReadOnly;
import static io.skep.scheduler.world.A.csi;
import static io.skep.scheduler.world.A.group;
import static io.skep.scheduler.world.A.logDriver;
import static io.skep.scheduler.world.A.mayRunOn;
import static io.skep.scheduler.world.A.networkDriver;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.platform;
import static io.skep.scheduler.world.A.plugin;
import static io.skep.scheduler.world.A.published;
import static io.skep.scheduler.world.A.reachedFrom;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.task;
import static io.skep.scheduler.world.A.volume;
import static io.skep.scheduler.world.A.volumeDriver;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.Platform;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode.Scope;
import io.skep.api.VolumeAccessMode.Sharing;
import io.skep.api.VolumePublishStatus.State;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.explain.NearNode;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of plugins, platforms and cluster volumes that nodes lack. */
final class PartsExplanationTest {
  private final World world = new World();

  @BeforeEach
  void addServices() {
    world.services(service("web", 1), service("db", 1));
  }

  private Waiting waiting(Consumer<Task.Builder> with) {
    world.tasks(task("t", ofService("web", 1), with));
    return waiting();
  }

  private Waiting waiting() {
    assertThat(world.explain("t")).isInstanceOf(Waiting.class);
    return (Waiting) world.explain("t");
  }

  private static List<String> nearest(Waiting waiting) {
    return waiting.nearest().stream().map(NearNode::toString).toList();
  }

  private static List<String> deadEnds(Waiting waiting) {
    return waiting.deadEnds().stream().map(DeadEnd::toString).toList();
  }

  // SC-53, SC-79
  @Test
  void everyPluginThatANodeLacksIsTold() {
    world.nodes(
        node("n1", plugin("Volume", "rexray"), plugin("Log", "syslog")),
        node("n2", plugin("Network", "weave"), plugin("Log", "gelf")));

    Waiting waiting =
        waiting(volumeDriver("rexray").andThen(networkDriver("weave")).andThen(logDriver("gelf")));

    assertThat(nearest(waiting))
        .containsExactly(
            "install the volume plugin rexray on n2",
            "install the network plugin weave on n1, and install the log plugin gelf on n1");
    assertThat(deadEnds(waiting))
        .containsExactly(
            "no node has the volume plugin rexray and the network plugin weave and the log plugin"
                + " gelf together");
    world.changeNode("n2", plugin("Volume", "rexray"));
    assertThat(world.nodeOf("t")).isEqualTo("n2");
  }

  // SC-53, SC-79
  @Test
  void aPluginThatNoNodeHasIsADeadEndByItself() {
    world.nodes(node("n1", plugin("Volume", "rexray")));

    assertThat(deadEnds(waiting(volumeDriver("rexray").andThen(networkDriver("weave")))))
        .containsExactly("no node has the network plugin weave");
  }

  // SC-53: whoever tells of no engine gets the benefit of the doubt, and may come back.
  @Test
  void aPluginThatANodeMayHaveIsNoDeadEnd() {
    world.nodes(node("n1", plugin("Volume", "x")), node("n2", availability(Availability.DRAIN)));

    assertThat(waiting(volumeDriver("rexray")).deadEnds()).isEmpty();
  }

  // SC-55, SC-79
  @Test
  void aPlatformThatIsNotThereIsToldWithThoseThatAre() {
    world.nodes(
        node("n1", platform("x86_64", "linux")), node("n2", platform("", "windows")), node("n3"));

    Waiting waiting = waiting(mayRunOn("arm64", "linux").andThen(mayRunOn("", "plan9")));

    assertThat(nearest(waiting))
        .containsExactly(
            "have the engine tell its platform on n3",
            "allow the platform linux/x86_64, which is what n1 has",
            "allow the platform windows/*, which is what n2 has");
    assertThat(deadEnds(waiting))
        .containsExactly(
            "no node is of the platform linux/arm64 or plan9/*: there is linux/x86_64, windows/*");
    Platform own = world.view().get(Kinds.NODE, "n1").orElseThrow().getDescription().getPlatform();
    world.changeTask("t", mayRunOn(own.getArchitecture(), own.getOs()));
    assertThat(world.nodeOf("t")).isEqualTo("n1");
  }

  // SC-55
  @Test
  void aPlatformOfANodeThatIsAwayIsNoDeadEnd() {
    world.nodes(
        node("n1", platform("arm64", "linux")),
        node("n2", platform("x86_64", "linux"), availability(Availability.PAUSE)));

    assertThat(waiting(mayRunOn("amd64", "linux")).deadEnds()).isEmpty();
  }

  /** What is in the way of a writing mount of "v" on n1, and what is said of it. */
  static List<Arguments> volumes() {
    return List.of(
        said("set the availability of the volume v to ACTIVE: it is PAUSE", "", paused()),
        said(
            "mount another volume than v, which is being deleted",
            "v is being deleted",
            v -> v.setPendingDelete(true)),
        said(
            "wait until the volume v is unpublished on n1",
            "",
            published("n1", State.PENDING_UNPUBLISH)),
        said(
            "run the CSI plugin other, which the volume v needs, on n1",
            "v needs the CSI plugin other",
            v -> v.getSpecBuilder().getDriverBuilder().setName("other")),
        said(
            "mount a volume that n1 can reach: v is in other places",
            "v is reached from other places",
            reachedFrom(Map.of("zone", "b"))),
        said(
            "mount the volume v for reading only",
            "v may only be read",
            access(Scope.MULTI_NODE, Sharing.READ_ONLY)),
        said(
            "stop the tasks on other nodes that use the volume v",
            "",
            access(Scope.SINGLE_NODE, Sharing.ALL)),
        said(
            "stop the task that writes to the volume v",
            "",
            access(Scope.MULTI_NODE, Sharing.ONE_WRITER)),
        said("stop the task that uses the volume v", "", access(Scope.MULTI_NODE, Sharing.NONE)),
        said(
            "set the availability of the volume v to ACTIVE: it is PAUSE, and mount the volume v"
                + " for reading only",
            "v may only be read",
            paused().andThen(access(Scope.MULTI_NODE, Sharing.READ_ONLY))));
  }

  private static Arguments said(String remedy, String deadEnd, Consumer<Volume.Builder> volume) {
    return Arguments.of(remedy, deadEnd, volume);
  }

  private static Consumer<Volume.Builder> paused() {
    return volume -> volume.getSpecBuilder().setAvailability(VolumeAvailability.PAUSE);
  }

  // SC-58, SC-79, SC-91, SC-92
  @ParameterizedTest(name = "{0}")
  @MethodSource("volumes")
  void whatIsInTheWayOfAVolumeIsTold(
      String remedy, String deadEnd, Consumer<Volume.Builder> volume) {
    world.nodes(node("n0"), node("n1", csi("plug", Map.of("zone", "a"))));
    world.volumes(volume("v", access(Scope.MULTI_NODE, Sharing.ALL), volume));
    world.tasks(
        task(
            "user",
            ofService("db", 1),
            clusterMount("v", "/data"),
            attached("v", "v", "/data"),
            runningOn("n0")));

    Waiting waiting = waiting(clusterMount("v", "/data"));

    assertThat(nearest(waiting)).contains(remedy);
    assertThat(waiting.deadEnds()).hasSize(deadEnd.isEmpty() ? 0 : 1);
    assertThat(deadEnds(waiting).toString()).contains(deadEnd);
  }

  // SC-58, SC-90
  @Test
  void aVolumeThatIsNotThereMayBeMade() {
    world.nodes(node("n1", csi("plug")));

    Waiting waiting = waiting(clusterMount("v", "/data"));

    assertThat(nearest(waiting))
        .containsExactly("create the cluster volume v or wait until its plugin has made it");
    assertThat(waiting.deadEnds()).isEmpty();
    world.volumes(volume("v"));
    assertThat(world.nodeOf("t")).isEqualTo("n1");
  }

  // SC-90, SC-91: of a group the volume that needs least is told.
  @Test
  void ofAGroupTheNearestVolumeIsTold() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(
        volume("a", group("g"), access(Scope.MULTI_NODE, Sharing.READ_ONLY)),
        volume("b", group("g"), paused()),
        volume("c", group("g"), v -> v.setPendingDelete(true)));

    Waiting waiting = waiting(clusterMount("group:g", "/data"));

    assertThat(nearest(waiting))
        .containsExactly("set the availability of the volume b to ACTIVE: it is PAUSE");
    assertThat(waiting.deadEnds()).isEmpty();
    world.changeVolume("b", v -> v.getSpecBuilder().setAvailability(VolumeAvailability.ACTIVE));
    assertThat(world.nodeOf("t")).isEqualTo("n1");
  }

  // SC-93
  @Test
  void anExclusiveVolumeCannotBeMountedTwiceByOneTask() {
    world.nodes(node("n1", csi("plug")));
    world.volumes(volume("v", access(Scope.MULTI_NODE, Sharing.NONE)));

    Waiting waiting = waiting(clusterMount("v", "/a").andThen(clusterMountReadOnly("v", "/b")));

    assertThat(nearest(waiting)).containsExactly("mount the volume v once");
    assertThat(deadEnds(waiting))
        .containsExactly(
            "no node can offer the cluster volume v: v cannot be mounted twice so by one task");
  }

  // SC-92: reasons that differ from node to node are all told.
  @Test
  void aVolumeThatNoNodeReachesSaysWhy() {
    world.nodes(node("n1", csi("plug", Map.of("zone", "a"))), node("n2", csi("x")));
    world.volumes(volume("v", reachedFrom(Map.of("zone", "b"))));

    assertThat(deadEnds(waiting(clusterMount("v", "/data"))))
        .containsExactly(
            "no node can offer the cluster volume v: v is reached from other places; v needs the"
                + " CSI plugin plug");
    world.nodes(node("n3", csi("plug", Map.of("zone", "b"))));
    assertThat(world.nodeOf("t")).isEqualTo("n3");
  }
}
