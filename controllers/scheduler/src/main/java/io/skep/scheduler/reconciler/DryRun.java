package io.skep.scheduler.reconciler;

import io.skep.api.Task;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.explain.Explainer;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.failure.NodeFailures;
import io.skep.store.Fork;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scheduler would decide, tried out on a fork: nobody else sees any of it.
 *
 * <pre>{@code
 * var dryRun = new DryRun(store.fork(), Scheduler.swarmPipeline(), now);
 * dryRun.put(wanted);
 * dryRun.place();
 * dryRun.explain(wanted.getId()); // On which node it would be, or why on none.
 * }</pre>
 *
 * <p>All tasks of the fork that wait take part, with the same rules and in the same order as in a
 * running scheduler; what is decided is written to the fork. Change tasks through this only. Making
 * one costs a look at every node, volume, service and task; after that it costs what changes.
 *
 * <p>One thread at a time, whichever.
 */
public final class DryRun {
  /** Each pass places all it can, so a few come to rest; more would be a defect of a binder. */
  private static final int MOST_PASSES = 100;

  private final Fork fork;
  private final Pipeline pipeline;
  private final Instant now;
  private final WorkingSet set;

  /**
   * A dry run on the objects of {@code fork} as they are now.
   *
   * @param now what time it is while the decisions are made
   */
  public DryRun(Fork fork, Pipeline pipeline, Instant now) {
    this.fork = fork;
    this.pipeline = pipeline;
    this.now = now;
    this.set = new WorkingSet(pipeline);
    fork.list(Kinds.NODE).forEach(set::putNode);
    fork.list(Kinds.VOLUME).forEach(set::putVolume);
    fork.list(Kinds.SERVICE).forEach(set::putService);
    fork.list(Kinds.TASK).forEach(set::putTask);
    fork.list(NodeFailures.KIND)
        .forEach(node -> set.failures().putStored(node.nodeId(), node.spec().recent()));
    set.settle(now);
  }

  /** The objects as they would be. */
  public Fork fork() {
    return fork;
  }

  /** Creates {@code task}, or changes it to this. */
  public void put(Task task) {
    fork.get(Kinds.SERVICE, task.getServiceId()).ifPresent(set::putService);
    if (fork.get(Kinds.TASK, task.getId()).isPresent()) {
      fork.update(Kinds.TASK, task);
    } else {
      fork.create(Kinds.TASK, task);
    }
    show(task.getId());
  }

  /** Deletes a task, if there is one: what it held is free. */
  public void remove(String taskId) {
    if (fork.get(Kinds.TASK, taskId).isPresent()) {
      fork.delete(Kinds.TASK, taskId);
      set.removeTask(taskId);
    }
  }

  /**
   * Places all that waits as far as it fits.
   *
   * @return the tasks that got a node, as they are then, in the order of the decisions
   */
  public List<Task> place() {
    var placed = new ArrayList<Task>();
    for (int i = 0; i < MOST_PASSES; i++) {
      set.settle(now);
      List<Step> steps = new Pass(set, pipeline, now, new Budget(Long.MAX_VALUE)).run();
      if (steps.isEmpty()) {
        return placed;
      }
      for (Step step : steps) {
        step.accept(fork);
        show(step);
        if (step instanceof Step.Assign assign) {
          fork.get(Kinds.TASK, assign.decision().task().getId()).ifPresent(placed::add);
        }
      }
    }
    throw new IllegalStateException(
        "a dry run has not come to rest after %d passes; a filter or binder changes its mind"
            .formatted(MOST_PASSES));
  }

  /** Everything there is to say about a task now; see {@link Scheduler#explain}. */
  public TaskExplanation explain(String taskId) {
    return set.explain(taskId, new Explainer(pipeline.filters()));
  }

  /** Shows the scheduler what its own step has changed, as the store would. */
  private void show(Step step) {
    if (step instanceof Step.Assign assign) {
      show(assign.decision().task().getId());
      assign.decision().volumes().forEach(mounted -> showVolume(mounted.volume().getId()));
    } else if (step instanceof Step.Explain explain) {
      show(explain.task().getId());
    } else if (step instanceof Step.ShutDown shutDown) {
      show(shutDown.task().getId());
    } else if (step instanceof Step.FreeVolume free) {
      showVolume(free.volumeId());
    } else if (step instanceof Step.KeepFailures kept) {
      set.failures().putStored(kept.nodeId(), kept.failures());
    } else {
      throw new IllegalStateException("a dry run does not know what this step changes: " + step);
    }
  }

  private void showVolume(String id) {
    fork.get(Kinds.VOLUME, id).ifPresent(set::putVolume);
  }

  private void show(String taskId) {
    fork.get(Kinds.TASK, taskId).ifPresent(set::putTask);
  }
}
