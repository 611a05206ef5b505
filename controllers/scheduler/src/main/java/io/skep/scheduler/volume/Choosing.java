package io.skep.scheduler.volume;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.scheduler.MountedVolume;
import io.skep.scheduler.VolumeDenial;
import io.skep.scheduler.volume.TrackedVolume.Use;
import java.util.ArrayList;
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

  /** What passes by itself before what does not, then what is less work. */
  private static final Comparator<List<VolumeDenial>> LEAST_IN_THE_WAY =
      Comparator.<List<VolumeDenial>>comparingLong(
              all -> all.stream().filter(denial -> denial.reason().lasts()).count())
          .thenComparingInt(List::size)
          .thenComparingInt(all -> all.stream().mapToInt(one -> one.reason().effort()).sum());

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
    for (int i : hardestFirst(mounts)) {
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

  /** What is in the way of each mount that finds no volume when those before have theirs. */
  List<VolumeDenial> denials(ClusterMounts wanted) {
    var denials = new ArrayList<VolumeDenial>();
    for (int i : hardestFirst(wanted.mounts())) {
      Mount mount = wanted.mounts().get(i);
      forOne(mount)
          .ifPresentOrElse(
              volume -> take(volume, mount.getReadonly()), () -> denials.addAll(inTheWay(mount)));
    }
    return denials;
  }

  private List<VolumeDenial> inTheWay(Mount mount) {
    Collection<TrackedVolume> volumes = offered.apply(MountSource.of(mount.getSource()));
    return volumes.stream()
        .map(volume -> new Denials(mount, volume, node, taken.get(volume.id())).all())
        .min(LEAST_IN_THE_WAY)
        .orElseGet(() -> List.of(Denials.absent(mount)));
  }

  private static int[] hardestFirst(List<Mount> mounts) {
    return IntStream.range(0, mounts.size())
        .boxed()
        .sorted(Comparator.comparing(i -> freedom(mounts.get(i))))
        .mapToInt(Integer::intValue)
        .toArray();
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
