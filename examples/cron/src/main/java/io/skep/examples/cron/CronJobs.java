package io.skep.examples.cron;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.ChildSet;
import io.skep.controller.custom.ObjectTx;
import io.skep.examples.cron.CronJob.Status;
import io.skep.store.Marks;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts the jobs of cron jobs when they are due, and forgets those that ended long ago. */
final class CronJobs implements Reconciler<CronJob> {
  @Override
  public void declare(Sources<CronJob> on) {
    on.spec(CronJob.KIND).owned(Kinds.SERVICE).mapped(Kinds.TASK, CronJobs::cronJobOf);
  }

  /** Whose job {@code task} does. */
  private static List<String> cronJobOf(Task task, ReadTx at) {
    return at.get(Kinds.SERVICE, task.getServiceId())
        .flatMap(job -> Marks.owner(job.getSpec().getAnnotations()))
        .filter(owner -> owner.kind().equals(CronJob.KIND.name()))
        .map(owner -> List.of(owner.id()))
        .orElse(List.of());
  }

  @Override
  public Future<Result> reconcile(Run<CronJob> run) {
    CronJob job = run.object().orElseThrow();
    Schedule schedule;
    try {
      schedule = Schedule.of(job.spec().schedule(), job.spec().zone());
    } catch (IllegalArgumentException e) {
      // Nobody but the user can help: say so, and wait for the next edit.
      return run.commit(tx -> carryOut(tx, job, List.of(), null, e.getMessage()));
    }
    Instant now = run.clock().instant();
    Optional<Instant> next = schedule.next(now);
    List<Instant> due = schedule.between(decidedUpTo(job, now), now);
    return run.commit(
        tx -> carryOut(tx, job, due, next.orElse(null), null),
        next.map(at -> Result.again(Duration.between(now, at))).orElse(Result.done()));
  }

  /** Times up to this one have been seen to, or are too late by now. */
  private static Instant decidedUpTo(CronJob job, Instant now) {
    Instant last = job.reported().lastScheduled();
    Instant decided = last == null ? job.meta().createdAt().orElse(now) : last;
    Duration deadline = job.spec().startingDeadline();
    Instant tooLate = deadline == null ? decided : now.minus(deadline).minusNanos(1);
    return decided.isAfter(tooLate) ? decided : tooLate;
  }

  private static void carryOut(
      ObjectTx tx, CronJob job, List<Instant> due, Instant next, String problem) {
    ChildSet<Instant, Service> jobs =
        tx.children(CronJob.KIND.key(job), Kinds.SERVICE, JobService::time);
    List<Service> present = jobs.list();
    List<Service> ended = present.stream().filter(j -> JobService.hasEnded(j, tx)).toList();
    List<Service> running = present.stream().filter(j -> !ended.contains(j)).toList();
    Plan plan = Plan.of(job.spec(), due, running);

    List<Service> wanted = new ArrayList<>(newest(ended, job.spec().history()));
    wanted.addAll(plan.kept());
    plan.started().forEach(time -> wanted.add(JobService.of(job, time)));
    List<Service> active = new ArrayList<>(plan.kept());
    active.addAll(jobs.become(wanted).created());

    Instant last =
        plan.started().isEmpty()
            ? job.reported().lastScheduled()
            : plan.started().get(plan.started().size() - 1);
    List<String> ids = active.stream().map(Service::getId).toList();
    tx.status(CronJob.KIND, job, new Status(problem, last, next, ids));
  }

  private static List<Service> newest(List<Service> jobs, int count) {
    return jobs.subList(Math.max(0, jobs.size() - count), jobs.size());
  }
}
