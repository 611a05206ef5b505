package io.skep.scheduler.volume;

/**
 * What a mount of a cluster volume asks for: one volume by its name, or any volume of a group.
 * Immutable.
 *
 * @param isGroup whether {@code name} is a group's
 * @param name of the volume or group
 */
public record MountSource(boolean isGroup, String name) {
  private static final String GROUP = "group:";

  /**
   * Reads the source of a mount: {@code group:} and the name of a group, or the name of a volume.
   */
  public static MountSource of(String source) {
    return source.startsWith(GROUP)
        ? new MountSource(true, source.substring(GROUP.length()))
        : new MountSource(false, source);
  }

  @Override
  public String toString() {
    return isGroup ? GROUP + name : name;
  }
}
