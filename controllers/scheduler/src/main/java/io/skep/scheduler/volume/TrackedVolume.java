package io.skep.scheduler.volume;

import io.skep.api.Node;
import io.skep.api.Volume;
import io.skep.api.VolumeAccessMode;
import io.skep.api.VolumeAccessMode.Sharing;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumeSpec.VolumeAvailability;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One volume, and which tasks use it where. The volume may be unknown: tasks can name one that was
 * deleted, or that is not seen yet. Their use counts as soon as it appears.
 */
final class TrackedVolume {
  private final Map<String, Use> users = new HashMap<>();
  private final Map<String, Integer> usersByNode = new HashMap<>();
  private final Set<String> publishedOn = new HashSet<>();
  private final Set<String> leaving = new HashSet<>();
  private final String id;
  private Volume volume;
  private int writers;

  /** How a task uses a volume: by several mounts at once as one that can do what each can. */
  record Use(String nodeId, boolean readOnly) {
    Use and(boolean otherReadOnly) {
      return new Use(nodeId, readOnly && otherReadOnly);
    }
  }

  TrackedVolume(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** The volume; empty if it is not known, or its plugin has not made it. */
  Optional<Volume> volume() {
    return Optional.ofNullable(volume);
  }

  /** How many tasks use it. */
  int users() {
    return users.size();
  }

  Map<String, Use> uses() {
    return users;
  }

  boolean isForgettable() {
    return volume == null && users.isEmpty();
  }

  /** Makes it known, or takes note of its newer state. */
  void describe(Volume newer) {
    volume = newer;
    publishedOn.clear();
    leaving.clear();
    for (VolumePublishStatus status : newer.getPublishStatusList()) {
      if (isLeaving(status)) {
        leaving.add(status.getNodeId());
      } else if (status.getState() == VolumePublishStatus.State.PUBLISHED) {
        publishedOn.add(status.getNodeId());
      }
    }
  }

  /** Makes it unknown. Who uses it stays counted, for it may come back. */
  void forget() {
    volume = null;
    publishedOn.clear();
    leaving.clear();
  }

  /** Counts a task that does not use it yet; returns whether others may get it less often now. */
  boolean add(String taskId, Use use) {
    boolean first = users.put(taskId, use) == null && users.size() == 1;
    boolean firstWriter = !use.readOnly() && ++writers == 1;
    boolean firstThere = usersByNode.merge(use.nodeId(), 1, Integer::sum) == 1;
    return mattersTo(first, firstWriter, firstThere);
  }

  /** Stops counting a task; returns whether others may get it more often now. */
  boolean remove(String taskId) {
    Use use = users.remove(taskId);
    boolean lastWriter = !use.readOnly() && --writers == 0;
    boolean lastThere =
        usersByNode.merge(use.nodeId(), -1, (a, b) -> a + b == 0 ? null : Integer.valueOf(a + b))
            == null;
    return mattersTo(users.isEmpty(), lastWriter, lastThere);
  }

  /** Which of these changes a decision can depend on. */
  private boolean mattersTo(boolean anyUser, boolean anyWriter, boolean anyOnNode) {
    if (volume == null) {
      return false;
    }
    VolumeAccessMode mode = volume.getSpec().getAccessMode();
    return (anyOnNode && mode.getScope() == VolumeAccessMode.Scope.SINGLE_NODE)
        || (anyUser && mode.getSharing() == Sharing.NONE)
        || (anyWriter && mode.getSharing() == Sharing.ONE_WRITER);
  }

  /**
   * Whether one more mount can have it on {@code node}.
   *
   * @param taken how the same task uses it already; null if it does not
   */
  boolean admits(Node node, boolean readOnly, Use taken) {
    if (volume == null || !isOffered(volume) || leaving.contains(node.getId())) {
      return false;
    }
    VolumeAccessMode mode = volume.getSpec().getAccessMode();
    boolean inScope =
        switch (mode.getScope()) {
          case SINGLE_NODE -> isUsedNowhereBut(node.getId());
          case MULTI_NODE -> true;
          case UNRECOGNIZED -> false;
        };
    boolean shared =
        switch (mode.getSharing()) {
          case NONE -> users.isEmpty() && taken == null;
          case READ_ONLY -> readOnly;
          case ONE_WRITER -> readOnly || (writers == 0 && (taken == null || taken.readOnly()));
          case ALL -> true;
          case UNRECOGNIZED -> false;
        };
    return inScope && shared && Reach.includes(volume, node);
  }

  /** How much a user takes from others, for choosing from a group: the least is 0. */
  int exclusiveness() {
    return switch (volume.getSpec().getAccessMode().getSharing()) {
      case ALL -> 0;
      case READ_ONLY -> 1;
      case ONE_WRITER -> 2;
      case NONE, UNRECOGNIZED -> 3;
    };
  }

  /** Where it is published although nobody uses it there; by id of the node. */
  Set<String> idleNodes() {
    var idle = new TreeSet<>(publishedOn);
    idle.removeAll(usersByNode.keySet());
    return idle;
  }

  /** Whether it is published on that node although nobody uses it there. */
  boolean isIdleOn(String nodeId) {
    return publishedOn.contains(nodeId) && !usersByNode.containsKey(nodeId);
  }

  boolean isLeaving(String nodeId) {
    return leaving.contains(nodeId);
  }

  boolean hasWriter() {
    return writers > 0;
  }

  boolean isUsedNowhereBut(String nodeId) {
    return usersByNode.isEmpty() || (usersByNode.size() == 1 && usersByNode.containsKey(nodeId));
  }

  /** Whether tasks may have it at all. */
  static boolean isOffered(Volume volume) {
    return isMade(volume)
        && !volume.getPendingDelete()
        && volume.getSpec().getAvailability() == VolumeAvailability.ACTIVE;
  }

  static boolean isMade(Volume volume) {
    return !volume.getVolumeInfo().getVolumeId().isEmpty();
  }

  /** Whether a node is giving it up: who comes now has to wait until it can be published again. */
  static boolean isLeaving(VolumePublishStatus status) {
    return switch (status.getState()) {
      case PENDING_NODE_UNPUBLISH, PENDING_UNPUBLISH -> true;
      case PENDING_PUBLISH, PUBLISHED, UNRECOGNIZED -> false;
    };
  }
}
