package io.skep.scheduler.volume;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumePublishStatus;
import io.skep.scheduler.MountedVolume;
import io.skep.scheduler.VolumeDenial;
import io.skep.scheduler.volume.TrackedVolume.Use;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The volumes that plugins have made, by what mounts ask for, and the tasks that use them.
 *
 * <p>Whether a node offers a volume depends on other nodes: on one where it is used, and on who
 * writes to it anywhere. So whoever has judged nodes asks {@link #changedSince}, which tells of
 * changes that can make a difference to certain mounts. A use that takes nothing from others, as
 * most of a shared volume are, is none.
 *
 * <p>Confined to the scheduler's loop.
 */
public final class VolumeSet {
  private static final VolumeChoice NOTHING_TO_FIND = new VolumeChoice.Found(List.of());

  private final Map<String, TrackedVolume> byId = new HashMap<>();
  private final Map<MountSource, Offer> bySource = new HashMap<>();
  private final Map<String, Set<String>> volumesByTask = new HashMap<>();
  private final TreeSet<String> maybeIdle = new TreeSet<>();
  private long changes;
  private long lastGone;

  /** The volumes that one source stands for, at least one. */
  private static final class Offer {
    final TreeMap<String, TrackedVolume> volumes = new TreeMap<>();
    long changedAt;
  }

  /**
   * A volume that no task uses on some nodes, where it is published.
   *
   * @param nodeIds sorted, at least one
   */
  public record Idle(String volumeId, Set<String> nodeIds) {}

  /** Takes note of a new volume, or of a volume's newer state. */
  public void put(Volume volume) {
    if (!TrackedVolume.isMade(volume)) {
      remove(volume.getId());
      return;
    }
    TrackedVolume tracked = at(volume.getId());
    List<MountSource> before = sources(tracked);
    boolean isNews = tracked.volume().map(older -> !looksTheSame(older, volume)).orElse(true);
    tracked.describe(volume);
    if (!before.equals(sources(tracked))) {
      withdraw(tracked, before);
      offer(tracked);
    }
    if (isNews) {
      touch(tracked);
    }
    if (!tracked.idleNodes().isEmpty()) {
      maybeIdle.add(tracked.id());
    }
  }

  /** Takes note that there is no such volume any more. */
  public void remove(String volumeId) {
    TrackedVolume tracked = byId.get(volumeId);
    if (tracked == null || tracked.volume().isEmpty()) {
      return;
    }
    withdraw(tracked, sources(tracked));
    tracked.forget();
    maybeIdle.remove(volumeId);
    dropIfUnused(tracked);
  }

  /** Counts what {@code task} says it has of its mounts, on the node it names, and only that. */
  public void hold(Task task) {
    if (task.getVolumesCount() == 0) {
      release(task.getId());
      return;
    }
    var uses = new LinkedHashMap<String, Use>();
    for (Mount mount : ClusterMounts.of(task).mounts()) {
      for (VolumeAttachment attachment : task.getVolumesList()) {
        if (attachment.getSource().equals(mount.getSource())
            && attachment.getTarget().equals(mount.getTarget())) {
          addTo(uses, attachment.getId(), task.getNodeId(), mount.getReadonly());
        }
      }
    }
    hold(task.getId(), uses);
  }

  /** Counts {@code volumes} for a task on a node, and only these. */
  public void hold(String taskId, String nodeId, List<MountedVolume> volumes) {
    var uses = new LinkedHashMap<String, Use>();
    for (MountedVolume mounted : volumes) {
      addTo(uses, mounted.volume().getId(), nodeId, mounted.mount().getReadonly());
    }
    hold(taskId, uses);
  }

  /** Stops counting a task; nothing happens if it uses no volume. */
  public void release(String taskId) {
    Set<String> volumes = volumesByTask.remove(taskId);
    if (volumes == null) {
      return;
    }
    for (String volumeId : volumes) {
      TrackedVolume tracked = byId.get(volumeId);
      String nodeId = tracked.uses().get(taskId).nodeId();
      if (tracked.remove(taskId)) {
        touch(tracked);
      }
      if (tracked.isIdleOn(nodeId)) {
        maybeIdle.add(volumeId);
      }
      dropIfUnused(tracked);
    }
  }

  /**
   * The volumes that a task with {@code mounts} would get on {@code node}: for all of them, or for
   * none. Only says so; {@link #hold} takes them. Costs a look at each volume of the groups that
   * are asked for.
   */
  public VolumeChoice choose(ClusterMounts mounts, Node node) {
    return mounts.isEmpty() ? NOTHING_TO_FIND : new Choosing(this::offered, node).forAll(mounts);
  }

  /**
   * What is in the way where {@link #choose} finds nothing: mount by mount, of each the volume that
   * needs least; empty if something is found.
   */
  public List<VolumeDenial> denials(ClusterMounts mounts, Node node) {
    return new Choosing(this::offered, node).denials(mounts);
  }

  /** Counts changes that {@link #changedSince} can tell of. */
  public long changes() {
    return changes;
  }

  /** Whether {@link #choose} may have another answer for {@code mounts} than at {@code change}. */
  public boolean changedSince(long change, ClusterMounts mounts) {
    return changes > change && mounts.sources().anyMatch(source -> changedAt(source) > change);
  }

  /** Volumes that are published where nobody uses them; by id. */
  public List<Idle> idle() {
    var idle = new ArrayList<Idle>();
    for (Iterator<String> ids = maybeIdle.iterator(); ids.hasNext(); ) {
      TrackedVolume tracked = byId.get(ids.next());
      Set<String> nodes = tracked.idleNodes();
      if (nodes.isEmpty()) {
        ids.remove();
      } else {
        idle.add(new Idle(tracked.id(), nodes));
      }
    }
    return idle;
  }

  /**
   * Whether two states of a volume are the same to a choice. What is published where is not, but
   * for nodes that are giving the volume up.
   */
  public static boolean looksTheSame(Volume a, Volume b) {
    return a.getSpec().equals(b.getSpec())
        && a.getVolumeInfo().equals(b.getVolumeInfo())
        && a.getPendingDelete() == b.getPendingDelete()
        && leavingNodes(a).equals(leavingNodes(b));
  }

  /** The known volumes that {@code source} stands for, by id. */
  Collection<TrackedVolume> offered(MountSource source) {
    Offer offer = bySource.get(source);
    return offer == null ? List.of() : offer.volumes.values();
  }

  /** Who uses a volume, known or not, by task. */
  Map<String, Use> uses(String volumeId) {
    TrackedVolume tracked = byId.get(volumeId);
    return tracked == null ? Map.of() : Map.copyOf(tracked.uses());
  }

  private static void addTo(
      Map<String, Use> uses, String volumeId, String nodeId, boolean readOnly) {
    uses.merge(volumeId, new Use(nodeId, readOnly), (use, more) -> use.and(more.readOnly()));
  }

  private void hold(String taskId, Map<String, Use> uses) {
    if (isHeld(taskId, uses)) {
      return;
    }
    release(taskId);
    if (uses.isEmpty()) {
      return;
    }
    volumesByTask.put(taskId, Set.copyOf(uses.keySet()));
    uses.forEach(
        (volumeId, use) -> {
          TrackedVolume tracked = at(volumeId);
          if (tracked.add(taskId, use)) {
            touch(tracked);
          }
        });
  }

  private boolean isHeld(String taskId, Map<String, Use> uses) {
    return volumesByTask.getOrDefault(taskId, Set.of()).equals(uses.keySet())
        && uses.entrySet().stream()
            .allMatch(use -> use.getValue().equals(byId.get(use.getKey()).uses().get(taskId)));
  }

  private TrackedVolume at(String volumeId) {
    return byId.computeIfAbsent(volumeId, TrackedVolume::new);
  }

  private void dropIfUnused(TrackedVolume tracked) {
    if (tracked.isForgettable()) {
      byId.remove(tracked.id());
    }
  }

  private void offer(TrackedVolume tracked) {
    for (MountSource source : sources(tracked)) {
      bySource.computeIfAbsent(source, s -> new Offer()).volumes.put(tracked.id(), tracked);
    }
  }

  private void withdraw(TrackedVolume tracked, List<MountSource> from) {
    changes++;
    for (MountSource source : from) {
      Offer offer = bySource.get(source);
      offer.volumes.remove(tracked.id());
      offer.changedAt = changes;
      if (offer.volumes.isEmpty()) {
        bySource.remove(source);
        lastGone = changes;
      }
    }
  }

  /** What mounts can ask for to get it. */
  private static List<MountSource> sources(TrackedVolume tracked) {
    var sources = new ArrayList<MountSource>(2);
    tracked
        .volume()
        .ifPresent(
            volume -> {
              sources.add(new MountSource(false, volume.getSpec().getAnnotations().getName()));
              String group = volume.getSpec().getGroup();
              if (!group.isEmpty()) {
                sources.add(new MountSource(true, group));
              }
            });
    return sources;
  }

  private void touch(TrackedVolume tracked) {
    changes++;
    for (MountSource source : sources(tracked)) {
      bySource.get(source).changedAt = changes;
    }
  }

  /** A source that stands for nothing now did so at some time before the last one went. */
  private long changedAt(MountSource source) {
    Offer offer = bySource.get(source);
    return offer == null ? lastGone : offer.changedAt;
  }

  private static Set<String> leavingNodes(Volume volume) {
    return volume.getPublishStatusList().stream()
        .filter(TrackedVolume::isLeaving)
        .map(VolumePublishStatus::getNodeId)
        .collect(Collectors.toSet());
  }
}
