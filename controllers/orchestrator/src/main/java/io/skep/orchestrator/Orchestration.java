package io.skep.orchestrator;

import io.skep.controller.Manager;
import io.skep.orchestrator.allocation.Allocation;
import io.skep.orchestrator.enforcer.ConstraintEnforcer;
import io.skep.orchestrator.enforcer.VolumeEnforcer;
import io.skep.orchestrator.job.GlobalJobs;
import io.skep.orchestrator.job.ReplicatedJobs;
import io.skep.orchestrator.task.TaskSource;

/**
 * The controllers that turn services into tasks which are ready to be scheduled, and clear away
 * what has ended. All of them are needed, and each must run as it is added here.
 */
public final class Orchestration {
  private final TaskSource source;

  /** Controllers that take new tasks from {@code source}. */
  public Orchestration(TaskSource source) {
    this.source = source;
  }

  /**
   * Adds the controllers to {@code manager}. Once for each manager.
   *
   * @throws IllegalArgumentException if they are there already
   */
  public void addTo(Manager manager) {
    Allocation.addTo(manager);
    manager
        .add("replicated-services", new SpacedLooks(new ReplicatedServices(source)))
        .add("global-services", new SpacedLooks(new GlobalServices(source)))
        .add("replicated-jobs", new SpacedLooks(new ReplicatedJobs(source)))
        .add("global-jobs", new SpacedLooks(new GlobalJobs(source)))
        .add("deleted-services", new DeletedServices())
        .add("constraint-enforcer", new ConstraintEnforcer())
        .add("volume-enforcer", new VolumeEnforcer())
        .add("task-reaper", new TaskReaper());
  }
}
