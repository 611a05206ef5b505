package io.skep.scheduler.volume;

import io.skep.scheduler.MountedVolume;
import java.util.List;

/** Which volumes a task would get on a node: one for each of its mounts, or none at all. */
public sealed interface VolumeChoice {
  /**
   * All are there.
   *
   * @param volumes in the order of the mounts
   */
  record Found(List<MountedVolume> volumes) implements VolumeChoice {
    /** Copies the list. */
    public Found {
      volumes = List.copyOf(volumes);
    }
  }

  /**
   * One is not, with the others given away.
   *
   * @param source of the mount
   */
  record Missing(String source) implements VolumeChoice {
    @Override
    public String toString() {
      return "cannot find volume to satisfy mount with source " + source;
    }
  }
}
