package io.skep.examples.cron;

import io.skep.api.ReplicatedJob;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Instant;

/** The services that are jobs of a cron job: one for each time. */
final class JobService {
  private static final String SCHEDULED_AT = "skep.example/scheduled-at";

  private JobService() {}

  /** The job of {@code owner} that is due at {@code time}, to be created. */
  static Service of(CronJob owner, Instant time) {
    // The name says the time, so that no time has two jobs.
    String name = "%s-%d".formatted(owner.meta().name(), time.getEpochSecond() / 60);
    Service.Builder service = Service.newBuilder();
    service
        .getSpecBuilder()
        .setReplicatedJob(ReplicatedJob.newBuilder().setMaxConcurrent(1).setTotalCompletions(1))
        .getAnnotationsBuilder()
        .setName(name)
        .putLabels(SCHEDULED_AT, time.toString());
    service
        .getSpecBuilder()
        .getTaskBuilder()
        .setRestart(RestartPolicy.newBuilder().setCondition(RestartCondition.NONE))
        .getContainerBuilder()
        .setImage(owner.spec().image());
    return service.build();
  }

  /** The time that {@code job} is due at. */
  static Instant time(Service job) {
    return Instant.parse(job.getSpec().getAnnotations().getLabelsOrThrow(SCHEDULED_AT));
  }

  /** Whether {@code job} has ended, well or not: it has one task, which is not started again. */
  static boolean hasEnded(Service job, ReadTx at) {
    return at.stream(Kinds.TASK, TaskKind.byServiceId(job.getId()))
        .anyMatch(task -> task.getStatus().getState().compareTo(TaskState.RUNNING) > 0);
  }
}
