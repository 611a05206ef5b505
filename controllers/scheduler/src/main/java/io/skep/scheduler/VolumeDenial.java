package io.skep.scheduler;

import java.util.Objects;

/**
 * Why a node does not offer a cluster volume to a mount. Immutable.
 *
 * @param source what the mount asks for: a volume's name, or {@code group:} and a group's
 * @param volume the name of the volume that is meant; empty if there is none
 * @param detail what the reason is about: a plugin, an availability; empty if nothing
 */
public record VolumeDenial(String source, String volume, Reason reason, String detail) {
  /** Refuses nulls. */
  public VolumeDenial {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(volume, "volume");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }

  /** For people, without the node: {@code data is being deleted}. */
  @Override
  public String toString() {
    return reason.text.formatted(volume.isEmpty() ? source : volume, detail);
  }

  /** What may be in the way. */
  public enum Reason {
    /** There is none, or its plugin has not made it yet. */
    ABSENT(
        false,
        Remedy.Reach.NODE,
        400,
        "there is no cluster volume %s that a plugin has made",
        "create the cluster volume %s or wait until its plugin has made it"),
    /** It is paused or drained; the detail says which. */
    NOT_ACTIVE(
        false,
        Remedy.Reach.NODE,
        100,
        "%s is in availability %s",
        "set the availability of the volume %s to ACTIVE: it is %s"),
    /** It is about to go. */
    DELETED(
        true,
        Remedy.Reach.SERVICE,
        Remedy.MOST_EFFORT,
        "%s is being deleted",
        "mount another volume than %s, which is being deleted"),
    /** The node is giving it up, and can have it again afterwards. */
    LEAVING(
        false,
        Remedy.Reach.NODE,
        50,
        "%s is being unpublished",
        "wait until the volume %s is unpublished on %3$s"),
    /** The node does not run the volume's plugin, which is the detail. */
    NO_PLUGIN(
        true,
        Remedy.Reach.NODE,
        300,
        "%s needs the CSI plugin %s",
        "run the CSI plugin %2$s, which the volume %1$s needs, on %3$s"),
    /** The node is in none of the places from which the volume can be reached. */
    ELSEWHERE(
        true,
        Remedy.Reach.SERVICE,
        Remedy.MOST_EFFORT,
        "%s is reached from other places",
        "mount a volume that %3$s can reach: %1$s is in other places"),
    /** It is on one node at a time, and that is another one. */
    ON_ANOTHER_NODE(
        false,
        Remedy.Reach.NODE,
        400,
        "%s is used on another node",
        "stop the tasks on other nodes that use the volume %s"),
    /** It may only be read. */
    READ_ONLY(
        true,
        Remedy.Reach.SERVICE,
        200,
        "%s may only be read",
        "mount the volume %s for reading only"),
    /** It has its one writer. */
    WRITTEN(
        false,
        Remedy.Reach.NODE,
        300,
        "%s has a writer already",
        "stop the task that writes to the volume %s"),
    /** It has its one user. */
    IN_USE(false, Remedy.Reach.NODE, 300, "%s is in use", "stop the task that uses the volume %s"),
    /** Another mount of the same task takes it. */
    MOUNTED_TWICE(
        true,
        Remedy.Reach.SERVICE,
        200,
        "%s cannot be mounted twice so by one task",
        "mount the volume %s once"),
    /** Its scope or sharing has no meaning here. */
    UNKNOWN_MODE(
        true,
        Remedy.Reach.SERVICE,
        Remedy.MOST_EFFORT,
        "%s has an access mode that is not known",
        "mount another volume than %s, whose access mode is not known");

    private final boolean lasts;
    private final Remedy.Reach reach;
    private final int effort;
    private final String text;
    private final String remedy;

    Reason(boolean lasts, Remedy.Reach reach, int effort, String text, String remedy) {
      this.lasts = lasts;
      this.reach = reach;
      this.effort = effort;
      this.text = text;
      this.remedy = remedy;
    }

    /** Whether it stays so whatever other tasks do and however long one waits. */
    public boolean lasts() {
      return lasts;
    }

    /** A rough weight; see {@link Remedy#effort}. */
    public int effort() {
      return effort;
    }

    Remedy.Reach reach() {
      return reach;
    }

    String remedy(VolumeDenial denial, String node) {
      String volume = denial.volume().isEmpty() ? denial.source() : denial.volume();
      return remedy.formatted(volume, denial.detail(), node);
    }
  }
}
