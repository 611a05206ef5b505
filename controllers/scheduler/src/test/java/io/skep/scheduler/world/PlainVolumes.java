package io.skep.scheduler.world;

import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.NodeCSIInfo;
import io.skep.api.Task;
import io.skep.api.Topology;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumeSpec.VolumeAvailability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of cluster volumes told a second time, as plainly as can be: by counting uses and by
 * trying every way to give volumes to mounts.
 */
public final class PlainVolumes {
  private final List<Use> uses = new ArrayList<>();
  private final List<Volume> volumes;

  private record Use(String volumeId, String nodeId, boolean readOnly) {}

  /** These volumes, made or not, and tasks that use what they say they have. */
  public PlainVolumes(List<Volume> volumes, List<Task> users) {
    this.volumes = volumes;
    for (Task task : users) {
      for (Mount mount : clusterMounts(task)) {
        for (VolumeAttachment has : task.getVolumesList()) {
          if (has.getSource().equals(mount.getSource())
              && has.getTarget().equals(mount.getTarget())) {
            uses.add(new Use(has.getId(), task.getNodeId(), mount.getReadonly()));
          }
        }
      }
    }
  }

  /** What of a task's mounts is for cluster volumes. */
  public static List<Mount> clusterMounts(Task task) {
    return task.getSpec().getContainer().getMountsList().stream()
        .filter(mount -> mount.getType() == Mount.Type.CLUSTER)
        .toList();
  }

  /** Whether a task with these mounts can have all of them on {@code node}. */
  public boolean offers(Node node, List<Mount> mounts) {
    return offers(node, mounts, List.of());
  }

  private boolean offers(Node node, List<Mount> mounts, List<Use> own) {
    if (mounts.isEmpty()) {
      return true;
    }
    Mount mount = mounts.get(0);
    return volumes.stream()
        .filter(volume -> isMeant(volume, mount) && admits(volume, node, mount, own))
        .anyMatch(
            volume -> {
              var more = new ArrayList<>(own);
              more.add(new Use(volume.getId(), node.getId(), mount.getReadonly()));
              return offers(node, mounts.subList(1, mounts.size()), more);
            });
  }

  /** Whether a task may have just these volumes, by id, for these mounts on {@code node}. */
  public boolean admits(Node node, List<Mount> mounts, List<String> ids) {
    var own = new ArrayList<Use>();
    for (int i = 0; i < mounts.size(); i++) {
      Mount mount = mounts.get(i);
      String id = ids.get(i);
      boolean admitted =
          volumes.stream()
              .filter(volume -> volume.getId().equals(id) && isMeant(volume, mount))
              .anyMatch(volume -> admits(volume, node, mount, own));
      if (!admitted) {
        return false;
      }
      own.add(new Use(id, node.getId(), mount.getReadonly()));
    }
    return mounts.size() == ids.size();
  }

  private static boolean isMeant(Volume volume, Mount mount) {
    String source = mount.getSource();
    return source.startsWith("group:")
        ? !volume.getSpec().getGroup().isEmpty()
            && source.equals("group:" + volume.getSpec().getGroup())
        : source.equals(volume.getSpec().getAnnotations().getName());
  }

  private boolean admits(Volume volume, Node node, Mount mount, List<Use> own) {
    var all = new ArrayList<>(uses);
    all.addAll(own);
    List<Use> here = all.stream().filter(use -> use.volumeId().equals(volume.getId())).toList();
    boolean inScope =
        switch (volume.getSpec().getAccessMode().getScope()) {
          case SINGLE_NODE -> here.stream().allMatch(use -> use.nodeId().equals(node.getId()));
          default -> true;
        };
    boolean shared =
        switch (volume.getSpec().getAccessMode().getSharing()) {
          case NONE -> here.isEmpty();
          case READ_ONLY -> mount.getReadonly();
          case ONE_WRITER -> mount.getReadonly() || here.stream().allMatch(Use::readOnly);
          default -> true;
        };
    boolean isLeaving =
        volume.getPublishStatusList().stream()
            .anyMatch(
                status ->
                    status.getNodeId().equals(node.getId())
                        && Set.of(
                                VolumePublishStatus.State.PENDING_NODE_UNPUBLISH,
                                VolumePublishStatus.State.PENDING_UNPUBLISH)
                            .contains(status.getState()));
    return !volume.getVolumeInfo().getVolumeId().isEmpty()
        && !volume.getPendingDelete()
        && volume.getSpec().getAvailability() == VolumeAvailability.ACTIVE
        && inScope
        && shared
        && !isLeaving
        && reaches(node, volume);
  }

  private static boolean reaches(Node node, Volume volume) {
    for (NodeCSIInfo info : node.getDescription().getCsiInfoList()) {
      if (info.getPluginName().equals(volume.getSpec().getDriver().getName())) {
        List<Topology> places = volume.getVolumeInfo().getAccessibleTopologyList();
        return !info.hasAccessibleTopology()
            || places.isEmpty()
            || places.stream()
                .anyMatch(
                    place ->
                        place.getSegmentsMap().entrySet().stream()
                            .allMatch(
                                part ->
                                    part.getValue()
                                        .equals(
                                            info.getAccessibleTopology()
                                                .getSegmentsMap()
                                                .get(part.getKey()))));
      }
    }
    return false;
  }

  /** Nodes on which a volume is published that nobody uses there, by volume. */
  public Map<String, Set<String>> idle() {
    var idle = new TreeMap<String, Set<String>>();
    for (Volume volume : volumes) {
      for (VolumePublishStatus status : volume.getPublishStatusList()) {
        boolean isUsed =
            uses.stream()
                .anyMatch(
                    use ->
                        use.volumeId().equals(volume.getId())
                            && use.nodeId().equals(status.getNodeId()));
        if (status.getState() == VolumePublishStatus.State.PUBLISHED
            && !isUsed
            && !volume.getVolumeInfo().getVolumeId().isEmpty()) {
          idle.computeIfAbsent(volume.getId(), id -> new TreeSet<>()).add(status.getNodeId());
        }
      }
    }
    return idle;
  }
}
