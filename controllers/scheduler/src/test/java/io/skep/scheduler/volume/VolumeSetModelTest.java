package io.skep.scheduler.volume;

import static io.skep.scheduler.world.A.access;
import static io.skep.scheduler.world.A.attached;
import static io.skep.scheduler.world.A.csi;
import static io.skep.scheduler.world.A.group;
import static io.skep.scheduler.world.A.mount;
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
import io.skep.scheduler.world.PlainVolumes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes that come, change and go, and tasks that use them: held against {@link PlainVolumes}. */
final class VolumeSetModelTest {
  private static final int STEPS = 3_000;
  private static final List<Node> NODES =
      List.of(
          node("n1", csi("plug", Map.of("zone", "a"))),
          node("n2", csi("plug", Map.of("zone", "b"))),
          node("n3", csi("plug")),
          node("n4"));

  private final TreeMap<String, Volume> volumes = new TreeMap<>();
  private final TreeMap<String, Task> users = new TreeMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private final VolumeSet set = new VolumeSet();
  private Random random;

  /** What was answered, and when. */
  private record Asked(ClusterMounts mounts, Node node, boolean found, long change) {}

  // SC-4, SC-30, SC-58, SC-79, SC-90 to SC-94
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_260_101})
  void theSetAnswersAsThePlainRulesDo(long seed) {
    random = new Random(seed);
    int found = 0;
    for (int step = 0; step < STEPS; step++) {
      change();

      var plain = new PlainVolumes(List.copyOf(volumes.values()), List.copyOf(users.values()));
      Node node = NODES.get(random.nextInt(NODES.size()));
      var mounts = new ClusterMounts(randomMounts());
      VolumeChoice choice = set.choose(mounts, node);
      String where = "seed %d step %d: %s on %s".formatted(seed, step, mounts, node.getId());
      assertThat(choice instanceof VolumeChoice.Found)
          .as(where)
          .isEqualTo(plain.offers(node, mounts.mounts()));
      assertThat(set.denials(mounts, node).isEmpty())
          .as("%s: %s", where, set.denials(mounts, node))
          .isEqualTo(choice instanceof VolumeChoice.Found);
      if (choice instanceof VolumeChoice.Found all) {
        List<String> ids = all.volumes().stream().map(v -> v.volume().getId()).toList();
        assertThat(plain.admits(node, mounts.mounts(), ids)).as("%s, %s", where, ids).isTrue();
        found++;
      }
      assertThat(set.idle().stream().collect(Collectors.toMap(i -> i.volumeId(), i -> i.nodeIds())))
          .as(where)
          .isEqualTo(plain.idle());
      checkWhatWasAnswered(plain, where);
      asked.add(new Asked(mounts, node, choice instanceof VolumeChoice.Found, set.changes()));
    }
    assertThat(found).as("the walk reaches something").isBetween(STEPS / 20, STEPS * 19 / 20);
  }

  /** Whoever is not told of a change has to be right still. */
  private void checkWhatWasAnswered(PlainVolumes plain, String where) {
    if (asked.size() > 8) {
      asked.remove(random.nextInt(asked.size()));
    }
    for (Asked earlier : asked) {
      if (!set.changedSince(earlier.change(), earlier.mounts())) {
        assertThat(plain.offers(earlier.node(), earlier.mounts().mounts()))
            .as("%s: %s", where, earlier)
            .isEqualTo(earlier.found());
      }
    }
  }

  private void change() {
    String id = "v" + random.nextInt(7);
    String taskId = "t" + random.nextInt(6);
    switch (random.nextInt(8)) {
      case 0, 1, 2 -> {
        Volume volume = randomVolume(id);
        volumes.put(id, volume);
        set.put(volume);
      }
      case 3 -> {
        volumes.remove(id);
        set.remove(id);
      }
      case 4 -> {
        users.remove(taskId);
        set.release(taskId);
      }
      default -> {
        Task task = randomUser(taskId);
        users.put(taskId, task);
        set.hold(task);
      }
    }
  }

  private Volume randomVolume(String id) {
    Volume.Builder volume =
        volume(
            id,
            name(randomFreeName(id)),
            group(random.nextInt(4) == 0 ? "" : "g" + random.nextInt(2)),
            access(
                random.nextBoolean() ? Scope.SINGLE_NODE : Scope.MULTI_NODE,
                Sharing.forNumber(random.nextInt(4))))
            .toBuilder();
    if (random.nextInt(3) == 0) {
      reachedFrom(Map.of("zone", random.nextBoolean() ? "a" : "b")).accept(volume);
    }
    for (Node node : NODES) {
      if (random.nextInt(3) == 0) {
        published(node.getId(), State.forNumber(random.nextInt(4))).accept(volume);
      }
    }
    switch (random.nextInt(12)) {
      case 0 -> volume.clearVolumeInfo();
      case 1 -> volume.getSpecBuilder().setAvailability(VolumeAvailability.PAUSE);
      case 2 -> volume.setPendingDelete(true);
      default -> {}
    }
    return volume.build();
  }

  /** The store has no two volumes of one name. */
  private String randomFreeName(String id) {
    String name = "name" + random.nextInt(6);
    boolean isTaken =
        volumes.values().stream()
            .anyMatch(
                other ->
                    !other.getId().equals(id)
                        && other.getSpec().getAnnotations().getName().equals(name));
    return isTaken ? "name of " + id : name;
  }

  /** Has anything for its mounts, also what nobody would have given it. */
  private Task randomUser(String id) {
    Task.Builder task = task(id, runningOn("n" + (1 + random.nextInt(4)))).toBuilder();
    for (Mount mount : randomMounts()) {
      mounts(mount).accept(task);
      if (random.nextInt(4) > 0) {
        attached("v" + random.nextInt(7), mount.getSource(), mount.getTarget()).accept(task);
      }
    }
    return task.build();
  }

  private List<Mount> randomMounts() {
    var mounts = new ArrayList<Mount>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String source =
          random.nextBoolean() ? "group:g" + random.nextInt(2) : "name" + random.nextInt(6);
      mounts.add(mount(source, "/" + i, random.nextBoolean()));
    }
    return mounts;
  }
}
