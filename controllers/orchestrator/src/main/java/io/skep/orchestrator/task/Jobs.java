package io.skep.orchestrator.task;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.Version;

/**
 * What orchestrators ask of jobs: services whose tasks are to end by themselves, once for each
 * iteration. All pure.
 */
public final class Jobs {
  private Jobs() {}

  /** Whether {@code service} is to have a number of completions, anywhere. */
  public static boolean isReplicatedJob(Service service) {
    return service.getSpec().hasReplicatedJob();
  }

  /** Whether {@code service} is to have one completion on each node that fits. */
  public static boolean isGlobalJob(Service service) {
    return service.getSpec().hasGlobalJob();
  }

  /** Whether {@code service} is a job of either sort. */
  public static boolean isJob(Service service) {
    return isReplicatedJob(service) || isGlobalJob(service);
  }

  /** Which run of {@code job} is the current one; 0 if nothing says. */
  public static Version iterationOf(Service job) {
    return job.getJobStatus().getJobIteration();
  }

  /** Whether {@code task} belongs to the current iteration of {@code job}. */
  public static boolean isCurrent(Task task, Service job) {
    return task.hasJobIteration() && task.getJobIteration().equals(iterationOf(job));
  }
}
