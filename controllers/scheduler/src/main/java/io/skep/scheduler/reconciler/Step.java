package io.skep.scheduler.reconciler;

import com.google.protobuf.Timestamp;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.Volume;
import io.skep.api.VolumePublishStatus;
import io.skep.api.VolumePublishStatus.State;
import io.skep.api.wire.Times;
import io.skep.scheduler.Binder;
import io.skep.scheduler.Decision;
import io.skep.scheduler.MountedVolume;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.failure.Failure;
import io.skep.scheduler.failure.NodeFailures;
import io.skep.scheduler.volume.VolumeSet;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One write of a run, most of one task. A task that is gone needs no write; one that changed since
 * it was read makes the step fail, and the next run sees it as it is.
 */
sealed interface Step extends Consumer<Tx> {
  /** Writes a decision down, if node and volumes are still what they were when it was made. */
  record Assign(Decision decision, Binder binder) implements Step {
    @Override
    public void accept(Tx tx) {
      Optional<Task> stored = tx.get(Kinds.TASK, decision.task().getId());
      if (stored.isEmpty()) {
        return;
      }
      if (!stored.get().getMeta().getVersion().equals(decision.task().getMeta().getVersion())) {
        throw StaleDecisionException.taskChanged(decision, stored.get());
      }
      Optional<Node> node = tx.get(Kinds.NODE, decision.node().getId());
      if (node.isEmpty() || !Cluster.looksTheSame(decision.node(), node.get())) {
        throw StaleDecisionException.nodeChanged(decision, node);
      }
      for (MountedVolume mounted : decision.volumes()) {
        checkUnchanged(tx, mounted.volume());
      }
      tx.update(Kinds.TASK, binder.bind(tx, decision));
    }

    private void checkUnchanged(Tx tx, Volume chosen) {
      Optional<Volume> volume = tx.get(Kinds.VOLUME, chosen.getId());
      if (volume.isEmpty() || !VolumeSet.looksTheSame(chosen, volume.get())) {
        throw StaleDecisionException.volumeChanged(decision, chosen, volume);
      }
    }
  }

  /** Asks nodes to give up a volume, of those on which it is still published. */
  record FreeVolume(String volumeId, Set<String> nodeIds) implements Step {
    @Override
    public void accept(Tx tx) {
      tx.get(Kinds.VOLUME, volumeId)
          .map(this::freed)
          .ifPresent(volume -> tx.update(Kinds.VOLUME, volume));
    }

    private Volume freed(Volume stored) {
      Volume.Builder volume = stored.toBuilder();
      for (VolumePublishStatus.Builder status : volume.getPublishStatusBuilderList()) {
        if (status.getState() == State.PUBLISHED && nodeIds.contains(status.getNodeId())) {
          status.setState(State.PENDING_NODE_UNPUBLISH);
        }
      }
      return volume.build();
    }
  }

  /** Keeps the failures on a node for whoever leads next. */
  record KeepFailures(String nodeId, List<Failure> failures) implements Step {
    @Override
    public void accept(Tx tx) {
      NodeFailures.write(tx, nodeId, failures);
    }
  }

  /** Tells why {@code task} still waits. */
  record Explain(Task task, String err, Instant at) implements Step {
    @Override
    public void accept(Tx tx) {
      Optional<Task> stored = tx.get(Kinds.TASK, task.getId());
      if (stored.isEmpty() || isSame(stored.get().getStatus())) {
        return;
      }
      Timestamp now = Times.timestamp(at);
      TaskStatus status = task.getStatus().toBuilder().setErr(err).setTimestamp(now).build();
      tx.update(Kinds.TASK, task.toBuilder().setStatus(status).build());
    }

    private boolean isSame(TaskStatus stored) {
      TaskStatus read = task.getStatus();
      return stored.getStateValue() == read.getStateValue()
          && stored.getMessage().equals(read.getMessage())
          && stored.getErr().equals(err);
    }
  }

  /** Ends {@code task}, which never ran and never will. */
  record ShutDown(Task task, Instant at) implements Step {
    @Override
    public void accept(Tx tx) {
      if (tx.get(Kinds.TASK, task.getId()).isEmpty()) {
        return;
      }
      TaskStatus status =
          task.getStatus().toBuilder()
              .setState(TaskState.SHUTDOWN)
              .setTimestamp(Times.timestamp(at))
              .clearErr()
              .build();
      tx.update(Kinds.TASK, task.toBuilder().setStatus(status).build());
    }
  }
}
