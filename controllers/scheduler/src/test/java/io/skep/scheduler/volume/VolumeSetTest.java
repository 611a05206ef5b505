package io.skep.scheduler.volume;

import static io.skep.scheduler.world.A.access;
import static io.skep.scheduler.world.A.attached;
import static io.skep.scheduler.world.A.attachment;
import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.clusterMount;
import static io.skep.scheduler.world.A.clusterMountReadOnly;
import static io.skep.scheduler.world.A.csi;
import static io.skep.scheduler.world.A.group;
import static io.skep.scheduler.world.A.mounts;
import static io.skep.scheduler.world.A.name;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.published;
import static io.skep.scheduler.world.A.reachedFrom;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.task;
import static io.skep.scheduler.world.A.volume;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode.Scope;
import io.skep.api.VolumeAccessMode.Sharing;
import io.skep.api.VolumePublishStatus.State;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.scheduler.MountedVolume;
import io.skep.scheduler.volume.TrackedVolume.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which volumes there are, who uses them, and who can: SC-4, SC-30, SC-90 to SC-93. */
final class VolumeSetTest {
  private static final Node N1 = node("n1", csi("plug", Map.of("zone", "a")));

  private final VolumeSet set = new VolumeSet();

  private List<String> found(String source) {
    Collection<TrackedVolume> volumes = set.offered(MountSource.of(source));
    return volumes.stream().map(TrackedVolume::id).toList();
  }

  @SafeVarargs
  private VolumeChoice choice(Consumer<Task.Builder>... mounts) {
    return set.choose(ClusterMounts.of(task("t", mounts)), N1);
  }

  // CT-52, SC-4
  @Test
  void volumesAreFoundByNameAndGroupUntilTheyAreRemoved() {
    set.put(volume("id1", name("v1"), group("g")));
    set.put(volume("id2", name("v2"), group("g")));
    assertThat(found("v1")).containsExactly("id1");
    assertThat(found("v2")).containsExactly("id2");
    assertThat(found("group:g")).containsExactly("id1", "id2");

    set.remove("id1");
    assertThat(found("v1")).isEmpty();
    assertThat(found("group:g")).containsExactly("id2");

    set.remove("id2");
    assertThat(found("group:g")).isEmpty();
    set.remove("id2");
    set.remove("unknown");
  }

  // SC-4: a volume's name is no group, and no group is none.
  @Test
  void namesAndGroupsAreApart() {
    set.put(volume("id1", name("g")));
    set.put(volume("id2", name("group:g")));

    assertThat(found("group:g")).isEmpty();
    assertThat(found("group:")).isEmpty();
  }

  // SC-11, SC-30
  @Test
  void aVolumeIsThereFromWhenItsPluginHasMadeIt() {
    Volume unmade = volume("id1", volume -> volume.clearVolumeInfo());
    set.put(unmade);
    assertThat(found("id1")).isEmpty();

    set.put(volume("id1"));
    assertThat(found("id1")).containsExactly("id1");

    set.put(unmade);
    assertThat(found("id1")).isEmpty();
  }

  // SC-30
  @Test
  void aVolumeThatChangesIsFoundByWhatItIsNow() {
    set.put(volume("id1", name("old"), group("before"), access(Scope.SINGLE_NODE, Sharing.NONE)));

    set.put(volume("id1", name("new"), group("after"), access(Scope.SINGLE_NODE, Sharing.ALL)));

    assertThat(found("old")).isEmpty();
    assertThat(found("group:before")).isEmpty();
    assertThat(found("new")).containsExactly("id1");
    assertThat(found("group:after")).containsExactly("id1");
    assertThat(choice(clusterMount("new", "/a"), clusterMount("new", "/b")))
        .isInstanceOf(VolumeChoice.Found.class);
    set.put(volume("id1", name("new"), availability(VolumeAvailability.PAUSE)));
    assertThat(choice(clusterMount("new", "/a"))).isInstanceOf(VolumeChoice.Missing.class);
  }

  // CT-52, SC-4
  @Test
  void aTaskUsesWhatItHasForItsMounts() {
    set.put(volume("id1", name("v1")));
    set.put(volume("id2", name("v2"), group("g")));

    set.hold(
        task(
            "t",
            runningOn("n1"),
            clusterMount("v1", "/a"),
            clusterMountReadOnly("group:g", "/b"),
            mounts(Mount.newBuilder().setSource("v3").setTarget("/c").build()),
            attached("id1", "v1", "/a"),
            attached("id2", "group:g", "/b"),
            attached("id3", "v3", "/c"),
            attached("id4", "v1", "/elsewhere")));

    assertThat(set.uses("id1")).isEqualTo(Map.of("t", new Use("n1", false)));
    assertThat(set.uses("id2")).isEqualTo(Map.of("t", new Use("n1", true)));
    assertThat(set.uses("id3")).as("a bind mount").isEmpty();
    assertThat(set.uses("id4")).as("of no mount").isEmpty();

    set.release("t");
    assertThat(set.uses("id1")).isEmpty();
    set.release("t");
  }

  // SC-4: one mount that writes makes a writer of the task.
  @Test
  void aTaskThatMountsAVolumeTwiceIsOneUser() {
    set.put(volume("id1", access(Scope.MULTI_NODE, Sharing.ONE_WRITER)));
    set.hold(
        task(
            "t",
            runningOn("n2"),
            clusterMountReadOnly("id1", "/a"),
            clusterMount("id1", "/b"),
            attached("id1", "id1", "/a"),
            attached("id1", "id1", "/b")));

    assertThat(set.uses("id1")).isEqualTo(Map.of("t", new Use("n2", false)));
    assertThat(choice(clusterMount("id1", "/a"))).isInstanceOf(VolumeChoice.Missing.class);
    assertThat(choice(clusterMountReadOnly("id1", "/a"))).isInstanceOf(VolumeChoice.Found.class);
  }

  // SC-30: it may come back, and its users are users all the time.
  @Test
  void theUseOfAVolumeThatIsNotThereCountsWhenItIs() {
    set.hold(task("t", runningOn("n2"), clusterMount("v", "/a"), attached("v", "v", "/a")));

    set.put(volume("v"));

    assertThat(choice(clusterMount("v", "/a"))).isInstanceOf(VolumeChoice.Missing.class);
  }

  // CT-53, SC-91
  @ParameterizedTest(name = "{0}")
  @MethodSource("admissions")
  void aVolumeAdmitsOneMoreOrNot(
      String what, Consumer<Volume.Builder> mode, String use, boolean readOnly, boolean admits) {
    set.put(volume("v", mode));
    if (!use.isEmpty()) {
      set.hold(
          task(
              "user",
              runningOn(use.substring(0, 2)),
              use.endsWith("reads") ? clusterMountReadOnly("v", "/") : clusterMount("v", "/"),
              attached("v", "v", "/")));
    }

    VolumeChoice choice =
        choice(readOnly ? clusterMountReadOnly("v", "/") : clusterMount("v", "/"));

    assertThat(choice instanceof VolumeChoice.Found).as(what).isEqualTo(admits);
  }

  static Object[][] admissions() {
    Consumer<Volume.Builder> single = access(Scope.SINGLE_NODE, Sharing.ALL);
    Consumer<Volume.Builder> multi = access(Scope.MULTI_NODE, Sharing.ALL);
    Consumer<Volume.Builder> read = access(Scope.MULTI_NODE, Sharing.READ_ONLY);
    Consumer<Volume.Builder> writer = access(Scope.MULTI_NODE, Sharing.ONE_WRITER);
    Consumer<Volume.Builder> none = access(Scope.MULTI_NODE, Sharing.NONE);
    Map<String, String> zoneB = Map.of("zone", "b");
    return new Object[][] {
      {"out of reach", single.andThen(reachedFrom(zoneB)), "", false, false},
      {"in reach", single.andThen(reachedFrom(Map.of("zone", "a"))), "", false, true},
      {"for one node, and used here", single, "n1 writes", false, true},
      {"for one node, and used on another", single, "n2 writes", false, false},
      {"for one node, and read on another", single, "n2 reads", true, false},
      {"for many nodes, and used on another", multi, "n2 writes", false, true},
      {"for readers, and to write", read, "", false, false},
      {"for readers, and to read", read, "n2 reads", true, true},
      {"for one writer, and has it", writer, "n2 writes", false, false},
      {"for one writer, and to read", writer, "n2 writes", true, true},
      {"for one writer, with readers only", writer, "n2 reads", false, true},
      {"for one writer, unused", writer, "", false, true},
      {"for one task, and has it", none, "n1 writes", false, false},
      {"for one task that reads, and to read", none, "n1 reads", true, false},
      {"for one task, unused", none, "", false, true},
      {"paused", multi.andThen(availability(VolumeAvailability.PAUSE)), "", true, false},
      {"drained", multi.andThen(availability(VolumeAvailability.DRAIN)), "", true, false},
      {"to be deleted", multi.andThen(volume -> volume.setPendingDelete(true)), "", true, false},
      {"on its way here", multi.andThen(published("n1", State.PENDING_PUBLISH)), "", true, true},
      {"here", multi.andThen(published("n1", State.PUBLISHED)), "", true, true},
      {
        "the node gives it up",
        multi.andThen(published("n1", State.PENDING_NODE_UNPUBLISH)),
        "",
        true,
        false
      },
      {
        "on its way back from here",
        multi.andThen(published("n1", State.PENDING_UNPUBLISH)),
        "",
        true,
        false
      },
      {
        "on its way back from elsewhere",
        multi.andThen(published("n2", State.PENDING_UNPUBLISH)),
        "",
        true,
        true
      },
      {"a scope of the future", mode(v -> v.setScopeValue(9)), "", true, false},
      {"a sharing of the future", mode(v -> v.setSharingValue(9)), "", true, false},
    };
  }

  private static Consumer<Volume.Builder> mode(
      Consumer<io.skep.api.VolumeAccessMode.Builder> change) {
    return volume -> change.accept(volume.getSpecBuilder().getAccessModeBuilder());
  }

  // CT-54, SC-90
  @Test
  void aTaskGetsAVolumeForEachOfItsMounts() {
    set.put(volume("id1", name("v1")));
    set.put(volume("id2", name("v2")));
    set.put(volume("id3", name("v3"), group("g")));

    VolumeChoice choice =
        choice(
            clusterMount("group:g", "/a"),
            clusterMount("v2", "/b"),
            mounts(Mount.newBuilder().setSource("/etc").setTarget("/c").build()),
            clusterMount("v1", "/d"));

    assertThat(((VolumeChoice.Found) choice).volumes())
        .extracting(MountedVolume::attachment)
        .containsExactly(
            attachment("id3", "group:g", "/a"),
            attachment("id2", "v2", "/b"),
            attachment("id1", "v1", "/d"));
  }

  // CT-54, SC-93
  @Test
  void aTaskGetsAllOrNone() {
    set.put(volume("id1", name("v1")));

    assertThat(choice(clusterMount("v1", "/a"), clusterMount("unknown", "/b")))
        .hasToString("cannot find volume to satisfy mount with source unknown");
    assertThat(choice(clusterMount("group:none", "/a")))
        .hasToString("cannot find volume to satisfy mount with source group:none");
    assertThat(set.uses("id1")).isEmpty();
  }

  // SC-93
  @Test
  void noExclusiveVolumeIsGivenToATaskTwice() {
    set.put(volume("id1", group("g"), access(Scope.SINGLE_NODE, Sharing.NONE)));
    assertThat(choice(clusterMount("group:g", "/a"), clusterMount("group:g", "/b")))
        .isInstanceOf(VolumeChoice.Missing.class);

    set.put(volume("id2", group("g"), access(Scope.SINGLE_NODE, Sharing.NONE)));
    assertThat(choice(clusterMount("group:g", "/a"), clusterMount("id1", "/b")))
        .as("the mount that has a choice leaves id1 to the one that has none")
        .isEqualTo(
            new VolumeChoice.Found(
                List.of(mounted("group:g", "/a", "id2"), mounted("id1", "/b", "id1"))));
  }

  private MountedVolume mounted(String source, String target, String id) {
    return new MountedVolume(
        io.skep.scheduler.world.A.mount(source, target, false),
        volume(id, group("g"), access(Scope.SINGLE_NODE, Sharing.NONE)));
  }

  // SC-58, SC-93: the reader is content with the volume that has a writer.
  @Test
  void readersLeaveExclusiveVolumesToWriters() {
    set.put(volume("a", group("g"), access(Scope.SINGLE_NODE, Sharing.NONE)));
    set.put(volume("b", group("g"), access(Scope.SINGLE_NODE, Sharing.ONE_WRITER)));

    assertThat(
            choice(
                clusterMountReadOnly("group:g", "/a"),
                clusterMount("group:g", "/b"),
                clusterMount("group:g", "/c")))
        .isInstanceOf(VolumeChoice.Found.class);
  }

  // SC-90
  @Test
  void ofAGroupTheVolumeWithTheFewestUsersIsChosen() {
    set.put(volume("a", group("g")));
    set.put(volume("b", group("g")));
    set.hold(task("t", runningOn("n1"), clusterMount("a", "/"), attached("a", "a", "/")));

    VolumeChoice choice = choice(clusterMount("group:g", "/x"));

    assertThat(((VolumeChoice.Found) choice).volumes().get(0).volume().getId()).isEqualTo("b");
  }

  // SC-94
  @Test
  void aVolumeIsIdleWhereItIsPublishedAndNobodyUsesIt() {
    set.put(
        volume(
            "v",
            access(Scope.MULTI_NODE, Sharing.ALL),
            published("n1", State.PUBLISHED),
            published("n2", State.PUBLISHED),
            published("n3", State.PENDING_PUBLISH)));
    set.hold(task("t", runningOn("n1"), clusterMount("v", "/"), attached("v", "v", "/")));
    assertThat(set.idle()).containsExactly(new VolumeSet.Idle("v", Set.of("n2")));

    set.release("t");
    assertThat(set.idle()).containsExactly(new VolumeSet.Idle("v", Set.of("n1", "n2")));

    set.remove("v");
    assertThat(set.idle()).isEmpty();
  }

  // SC-58: who judged nodes for these mounts has to do so again, and nobody else.
  @Test
  void aChangeConcernsThoseWhoseAnswerItMayChange() {
    set.put(volume("shared", access(Scope.MULTI_NODE, Sharing.ALL)));
    set.put(volume("single", access(Scope.SINGLE_NODE, Sharing.ALL), group("g")));
    var shared = ClusterMounts.of(task("t", clusterMount("shared", "/")));
    var single = ClusterMounts.of(task("t", clusterMount("group:g", "/")));
    var unknown = ClusterMounts.of(task("t", clusterMount("unknown", "/")));

    long before = set.changes();
    set.hold(
        task("a", runningOn("n1"), clusterMount("shared", "/"), attached("shared", "shared", "/")));
    assertThat(set.changedSince(before, shared)).as("anybody can share it").isFalse();

    set.hold(
        task("b", runningOn("n1"), clusterMount("single", "/"), attached("single", "single", "/")));
    assertThat(set.changedSince(before, single)).as("its node is fixed now").isTrue();
    assertThat(set.changedSince(before, shared)).isFalse();
    long fixed = set.changes();
    set.hold(
        task("c", runningOn("n1"), clusterMount("single", "/"), attached("single", "single", "/")));
    assertThat(set.changedSince(fixed, single)).as("it was fixed before").isFalse();

    set.put(volume("unknown"));
    assertThat(set.changedSince(fixed, unknown)).isTrue();
    assertThat(set.changedSince(fixed, single)).isFalse();
    long known = set.changes();
    set.remove("unknown");
    assertThat(set.changedSince(known, unknown)).isTrue();
    assertThat(set.changedSince(known, single)).isFalse();
  }
}
