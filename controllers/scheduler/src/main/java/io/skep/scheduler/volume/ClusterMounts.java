package io.skep.scheduler.volume;

import io.skep.api.Mount;
import io.skep.api.Task;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cluster volumes that a task asks for. Immutable.
 *
 * @param mounts in the order of the task's spec; mounts of other types are left out
 */
public record ClusterMounts(List<Mount> mounts) {
  private static final ClusterMounts NONE = new ClusterMounts(List.of());

  /** Copies the list. */
  public ClusterMounts {
    mounts = List.copyOf(mounts);
  }

  /** Those of {@code task}. */
  public static ClusterMounts of(Task task) {
    if (!task.getSpec().hasContainer()) {
      return NONE;
    }
    List<Mount> mounts =
        task.getSpec().getContainer().getMountsList().stream()
            .filter(mount -> mount.getType() == Mount.Type.CLUSTER)
            .toList();
    return mounts.isEmpty() ? NONE : new ClusterMounts(mounts);
  }

  /** Whether it asks for none. */
  public boolean isEmpty() {
    return mounts.isEmpty();
  }

  /** What each of them asks for. */
  Stream<MountSource> sources() {
    return mounts.stream().map(mount -> MountSource.of(mount.getSource()));
  }
}
