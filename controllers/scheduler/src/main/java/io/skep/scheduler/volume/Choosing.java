package io.skep.scheduler.volume;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.scheduler.MountedVolume;
import io.skep.scheduler.volume.TrackedVolume.Use;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Chooses a volume for each mount of one task on one node, so that the task can have all of them at
 * once. One use.
 *
 * <p>No choice has to be taken back. No two volumes have one name, and a volume has at most one
 * group, so groups do not compete with each other. Mounts that name a volume have no choice and go
 * first. In a group those that write go before those that read, for a volume that has a writer can
 * still be read, and each gets the volume that is of least use to the others: one that anybody
 * shares before one that takes a single writer, and one that takes a single user last.
 */
final class Choosing {
  private static final Comparator<TrackedVolume> LEAST_MISSED_FIRST =
      Comparator.comparingInt(TrackedVolume::exclusiveness)
          .thenComparingInt(TrackedVolume::users)
          .thenComparing(TrackedVolume::id);

  private final Map<String, Use> taken = new HashMap<>();
  private final Function<MountSource, Collection<TrackedVolume>> offered;
  private final Node node;

  Choosing(Function<MountSource, Collection<TrackedVolume>> offered, Node node) {
    this.offered = offered;
    this.node = node;
  }

  VolumeChoice forAll(ClusterMounts wanted) {
    List<Mount> mounts = wanted.mounts();
    var chosen = new MountedVolume[mounts.size()];
    int[] hardestFirst =
        IntStream.range(0, mounts.size())
            .boxed()
            .sorted(Comparator.comparing(i -> freedom(mounts.get(i))))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i : hardestFirst) {
      Mount mount = mounts.get(i);
      Optional<TrackedVolume> volume = forOne(mount);
      if (volume.isEmpty()) {
        return new VolumeChoice.Missing(mount.getSource());
      }
      take(volume.get(), mount.getReadonly());
      chosen[i] = new MountedVolume(mount, volume.get().volume().orElseThrow());
    }
    return new VolumeChoice.Found(List.of(chosen));
  }

  private static int freedom(Mount mount) {
    boolean named = !MountSource.of(mount.getSource()).isGroup();
    return named ? 0 : mount.getReadonly() ? 2 : 1;
  }

  private Optional<TrackedVolume> forOne(Mount mount) {
    return offered.apply(MountSource.of(mount.getSource())).stream()
        .filter(volume -> volume.admits(node, mount.getReadonly(), taken.get(volume.id())))
        .min(LEAST_MISSED_FIRST);
  }

  private void take(TrackedVolume volume, boolean readOnly) {
    taken.merge(
        volume.id(), new Use(node.getId(), readOnly), (use, more) -> use.and(more.readOnly()));
  }
}
