package io.skep.orchestrator.job;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.Nodes;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Restarts;
import io.skep.orchestrator.task.Standing;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Has the tasks of each replicated job end well as often as it asks, so many at a time. A task that
 * fails, or whose node is lost, is followed by another one in its slot as the restart policy
 * allows; a slot that has used up its restarts stays as it is. A new iteration begins anew: what
 * still runs of the one before is removed, and takes room until it has stopped.
 */
public final class ReplicatedJobs implements Reconciler<Service> {
  /**
   * Tasks that one step creates: each looks at the job again, and is far below the largest
   * transaction.
   */
  private static final int STEP = 20;

  private final TaskSource source;

  /** New tasks come from {@code source}. */
  public ReplicatedJobs(TaskSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()), Standing.CHANGED)
        .mapped(Kinds.TASK, Tasks::stranded, Tasks.MOVED)
        .mapped(
            Kinds.NODE,
            (node, at) -> Nodes.servicesOn(at, node),
            event -> Nodes.losesItsTasks(event));
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> job = run.object().filter(Jobs::isReplicatedJob);
    if (job.isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    var restarts = new Restarts(run.clock().instant(), plan);
    JobSlots slots = JobSlots.of(run.at(), job.get());
    long total = job.get().getSpec().getReplicatedJob().getTotalCompletions();
    slots.old().forEach(task -> retire(task, total, plan));
    slots.places().forEach((slot, place) -> mend(run.at(), slot, place, restarts, plan));
    for (long started = 0; started < slots.missing(); started += STEP) {
      plan.step(tx -> fill(tx, run.id()));
    }
    return plan.carryOut(run);
  }

  /** What has ended stays as history of its slot, if there still is such a slot. */
  private static void retire(Task old, long total, Plan plan) {
    if (!Tasks.isTerminal(old) || Long.compareUnsigned(old.getSlot(), total) >= 0) {
      plan.desire(old, TaskState.REMOVE);
    }
  }

  private void mend(ReadTx at, long slot, Place place, Restarts restarts, Plan plan) {
    if (place.progress(at) == Progress.DONE) {
      place.stopAllBut("", plan);
      return;
    }
    Optional<Task> kept = place.kept();
    if (kept.isEmpty()) {
      return;
    }
    Task task = kept.get();
    place.stopAllBut(task.getId(), plan);
    if (Tasks.isTerminal(task) || Tasks.isOnLostNode(at, task)) {
      restarts.restart(task, (tx, job) -> source.replica(tx, job, slot, TaskState.READY));
    } else if (Tasks.isHeld(task)) {
      restarts.release(at, task, place.tasks());
    }
  }

  private void fill(Tx tx, String jobId) {
    Optional<Service> job = tx.get(Kinds.SERVICE, jobId).filter(Jobs::isReplicatedJob);
    if (job.isEmpty()) {
      return;
    }
    JobSlots slots = JobSlots.of(tx, job.get());
    for (long slot : slots.free(Math.min(STEP, slots.missing()))) {
      tx.create(Kinds.TASK, source.replica(tx, job.get(), slot, TaskState.COMPLETE));
    }
  }
}
