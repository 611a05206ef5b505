package io.skep.orchestrator.enforcer;

import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.orchestrator.task.Plan;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.util.function.UnaryOperator;

/**
 * Rejects tasks that use a volume which is being drained, those that were given it a moment too
 * late as well. A volume that is paused keeps its tasks.
 */
public final class VolumeEnforcer implements Reconciler<Volume> {
  private static final Rejection REJECTION =
      new Rejection(
          "task rejected by volume enforcer", "attached to volume which is being drained");

  @Override
  public void declare(Sources<Volume> on) {
    on.primary(Kinds.VOLUME)
        .mapped(
            Kinds.TASK,
            (task, at) -> task.getVolumesList().stream().map(VolumeAttachment::getId).toList(),
            EventPredicate.changed(Task::getVolumesList));
  }

  @Override
  public Future<Result> reconcile(Run<Volume> run) {
    if (run.object().filter(VolumeEnforcer::isDrained).isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    run.at().find(Kinds.TASK, TaskKind.byVolumeId(run.id())).stream()
        .filter(Rejection::concerns)
        .forEach(task -> plan.step(tx -> reject(tx, run.id(), task.getId())));
    return plan.carryOut(run);
  }

  private static boolean isDrained(Volume volume) {
    return volume.getSpec().getAvailability() == VolumeAvailability.DRAIN;
  }

  private static void reject(Tx tx, String volumeId, String taskId) {
    if (tx.get(Kinds.VOLUME, volumeId).filter(VolumeEnforcer::isDrained).isPresent()) {
      REJECTION.apply(tx, taskId, UnaryOperator.identity());
    }
  }
}
