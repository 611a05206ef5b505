package io.skep.scheduler.reconciler;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Volume;
import io.skep.api.VolumePublishStatus;
import io.skep.api.wire.Times;
import io.skep.scheduler.Binder;
import io.skep.scheduler.Decision;
import io.skep.scheduler.MountedVolume;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;

/**
 * Gives the task its node, its generic resources, its volumes and the state ASSIGNED; an agent
 * takes over. Asks for the volumes to be published on the node, where nobody has asked yet.
 */
public final class AssigningBinder implements Binder {
  private static final String ASSIGNED = "scheduler assigned task to node";
  private static final String CONFIRMED = "scheduler confirmed task can run on preassigned node";

  @Override
  public Task bind(Tx tx, Decision decision) {
    for (MountedVolume mounted : decision.volumes()) {
      publish(tx, mounted.volume().getId(), decision.node().getId());
    }
    TaskStatus status =
        TaskStatus.newBuilder()
            .setState(TaskState.ASSIGNED)
            .setMessage(decision.isPreassigned() ? CONFIRMED : ASSIGNED)
            .setTimestamp(Times.timestamp(decision.at()))
            .build();
    return decision.task().toBuilder()
        .setNodeId(decision.node().getId())
        .setStatus(status)
        .clearAssignedGenericResources()
        .addAllAssignedGenericResources(decision.units())
        .clearVolumes()
        .addAllVolumes(decision.volumes().stream().map(MountedVolume::attachment).toList())
        .build();
  }

  private static void publish(Tx tx, String volumeId, String nodeId) {
    Volume volume = tx.get(Kinds.VOLUME, volumeId).orElseThrow();
    boolean isUnderWay =
        volume.getPublishStatusList().stream()
            .anyMatch(status -> status.getNodeId().equals(nodeId));
    if (!isUnderWay) {
      VolumePublishStatus wanted =
          VolumePublishStatus.newBuilder()
              .setNodeId(nodeId)
              .setState(VolumePublishStatus.State.PENDING_PUBLISH)
              .build();
      tx.update(Kinds.VOLUME, volume.toBuilder().addPublishStatus(wanted).build());
    }
  }
}
