package io.skep.scheduler;

import io.skep.api.Mount;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import java.util.Objects;

/**
 * A cluster volume that a task gets for one of its mounts. Immutable.
 *
 * @param mount what the task asks for
 * @param volume the volume as it was when it was chosen
 */
public record MountedVolume(Mount mount, Volume volume) {
  /** Refuses nulls. */
  public MountedVolume {
    Objects.requireNonNull(mount, "mount");
    Objects.requireNonNull(volume, "volume");
  }

  /** How a task says so. */
  public VolumeAttachment attachment() {
    return VolumeAttachment.newBuilder()
        .setId(volume.getId())
        .setSource(mount.getSource())
        .setTarget(mount.getTarget())
        .build();
  }
}
