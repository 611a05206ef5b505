package io.skep.orchestrator;

import io.skep.api.Cluster;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.EventPredicate;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Restarts;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.Progress;
import io.skep.store.By;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes tasks that are only history: at once those that were to be removed and have stopped, and
 * in each slot the oldest that ended, beyond the number that the cluster keeps. The history that
 * restart limits are counted from is kept.
 */
public final class TaskReaper implements Reconciler<Task> {
  private static final By<Cluster> THE_CLUSTER = By.name("default");

  @Override
  public void declare(Sources<Task> on) {
    on.primary(Kinds.TASK, TaskReaper::mayLeaveHistory)
        .mapped(
            Kinds.CLUSTER,
            (cluster, at) -> allTasks(at),
            EventPredicate.changed(TaskReaper::limit));
  }

  /**
   * A new task may push out an old one of its slot; one that ends or is to end may be history
   * itself.
   */
  private static boolean mayLeaveHistory(Event<? extends Task> event) {
    return event instanceof Event.Added
        || Tasks.isTerminal(event.object())
        || !Tasks.isActive(event.object());
  }

  private static List<String> allTasks(ReadTx at) {
    return at.list(Kinds.TASK).stream().map(Task::getId).toList();
  }

  @Override
  public Future<Result> reconcile(Run<Task> run) {
    if (run.object().isEmpty()) {
      return run.done();
    }
    Task task = run.object().get();
    var plan = new Plan();
    if (isGone(task)) {
      delete(task, plan);
    } else if (!task.getServiceId().isEmpty()) {
      trim(run.at(), task, plan);
    }
    return plan.carryOut(run);
  }

  /** Whether nobody needs {@code task} any more, whatever the retention is. */
  private static boolean isGone(Task task) {
    boolean toBeRemoved = task.getDesiredStateValue() == TaskState.REMOVE_VALUE;
    boolean orphaned = task.getStatus().getStateValue() >= TaskState.ORPHANED_VALUE;
    return (toBeRemoved && isInactive(task)) || (orphaned && task.getServiceId().isEmpty());
  }

  /** Whether no node works on {@code task}: it never reached one, or has ended there. */
  private static boolean isInactive(Task task) {
    int state = task.getStatus().getStateValue();
    return state < TaskState.ASSIGNED_VALUE || state >= TaskState.COMPLETE_VALUE;
  }

  private static void trim(ReadTx at, Task task, Plan plan) {
    Optional<Service> service = at.get(Kinds.SERVICE, task.getServiceId());
    if (service.isEmpty()) {
      return;
    }
    long retention = retention(at, service.get());
    List<Task> slot = new ArrayList<>(Restarts.slotOf(at, service.get(), task));
    if (retention < 0 || slot.size() <= retention) {
      return;
    }
    slot.sort(Tasks.BY_TIME);
    Set<String> verdict = verdict(service.get(), slot);
    slot.stream()
        .filter(TaskReaper::isHistory)
        .filter(old -> !verdict.contains(old.getId()))
        .filter(old -> !isNeededByUpdate(service.get(), old, slot))
        .limit(slot.size() - retention)
        .forEach(old -> delete(old, plan));
  }

  /**
   * The tasks of a job's slot that tell how its current iteration ended there: those that ended
   * well, and the newest. Without them the slot would be filled again.
   */
  private static Set<String> verdict(Service service, List<Task> slot) {
    List<Task> current = slot.stream().filter(task -> Jobs.isCurrent(task, service)).toList();
    Stream<Task> complete =
        current.stream().filter(task -> task.getStatus().getState() == TaskState.COMPLETE);
    return Stream.concat(complete, current.stream().max(Tasks.BY_CREATION).stream())
        .map(Task::getId)
        .collect(Collectors.toSet());
  }

  private static boolean isNeededByUpdate(Service service, Task old, List<Task> slot) {
    boolean olderRuns =
        slot.stream()
            .anyMatch(task -> Tasks.isRunnable(task) && Tasks.BY_CREATION.compare(task, old) < 0);
    return Progress.isNeeded(service, old, olderRuns);
  }

  /** Whether {@code task} has ended, or was stopped before it reached a node. */
  private static boolean isHistory(Task task) {
    return Tasks.isTerminal(task)
        || (task.getStatus().getStateValue() < TaskState.ASSIGNED_VALUE && !Tasks.isActive(task));
  }

  /**
   * How many tasks a slot keeps: as many as its restart limit is counted from, else what the
   * cluster says.
   */
  private static long retention(ReadTx at, Service service) {
    long attempts = service.getSpec().getTask().getRestart().getMaxAttempts();
    if (attempts > 0) {
      return attempts + 1;
    }
    return at.find(Kinds.CLUSTER, THE_CLUSTER).stream()
        .mapToLong(TaskReaper::limit)
        .findFirst()
        .orElse(0);
  }

  private static long limit(Cluster cluster) {
    return cluster.getSpec().getOrchestration().getTaskHistoryRetentionLimit();
  }

  /** Deletes {@code task} unless it has changed: what is history then is found in another run. */
  private static void delete(Task task, Plan plan) {
    plan.step(
        tx ->
            tx.get(Kinds.TASK, task.getId())
                .filter(stored -> stored.getMeta().getVersion().equals(task.getMeta().getVersion()))
                .ifPresent(stored -> tx.delete(Kinds.TASK, stored.getId())));
  }
}
