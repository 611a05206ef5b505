package io.skep.examples.cron;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.ChildSet;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.ObjectKey;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Plays the cluster: each job service gets a task at once, which is complete after a while. */
final class SimulatedJobs implements Reconciler<Service> {
  private final Function<? super Service, Duration> length;

  /** Jobs that take as long as {@code length} says. */
  SimulatedJobs(Function<? super Service, Duration> length) {
    this.length = length;
  }

  @Override
  public void declare(Sources<Service> on) {
    on.spec(Kinds.SERVICE);
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Service job = run.object().orElseThrow();
    if (!job.getSpec().hasReplicatedJob()) {
      return run.done();
    }
    List<Task> tasks = run.at().find(Kinds.TASK, TaskKind.byServiceId(job.getId()));
    if (tasks.isEmpty()) {
      return run.commit(tx -> start(tx, job), Result.again(length.apply(job)));
    }
    Task task = tasks.get(0);
    Instant end = Times.instant(task.getMeta().getCreatedAt()).plus(length.apply(job));
    Instant now = run.clock().instant();
    if (now.isBefore(end)) {
      return run.again(Duration.between(now, end));
    }
    return run.commit(
        tx ->
            tx.get(Kinds.TASK, task.getId())
                .filter(t -> t.getStatus().getState() == TaskState.RUNNING)
                .ifPresent(t -> tx.update(Kinds.TASK, inState(t, TaskState.COMPLETE))));
  }

  private static void start(ObjectTx tx, Service job) {
    ChildSet<Long, Task> tasks =
        tx.children(ObjectKey.of(Kinds.SERVICE, job.getId()), Kinds.TASK, Task::getSlot);
    Task task = Task.newBuilder().setServiceId(job.getId()).setSlot(1).build();
    tasks.become(Map.of(1L, inState(task, TaskState.RUNNING)));
  }

  private static Task inState(Task task, TaskState state) {
    return task.toBuilder().setStatus(TaskStatus.newBuilder().setState(state)).build();
  }
}
