package io.skep.orchestrator.task;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Replaces tasks that ended, after a delay.
 *
 * <p>A replacement is created at once, held in desired state READY so that its node can prepare it,
 * and released when the restart delay is over and the task before it has stopped. When that is
 * follows from the store, so a new leader releases it in time too.
 */
public final class Restarts {
  /**
   * How long a replacement waits at most for the task before it to stop, counted from its creation.
   */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Instant now;
  private final Plan plan;

  /** Restarts as they stand at {@code now}, added to {@code plan}. */
  public Restarts(Instant now, Plan plan) {
    this.now = now;
    this.plan = plan;
  }

  /**
   * Ends {@code task} and, if its policy allows, creates another one in its place.
   *
   * @param replacement makes the other task, held
   */
  public void restart(Task task, BiFunction<Tx, Service, Task> replacement) {
    if (Tasks.isHeld(task)) {
      // It ended before its own delay was over: the delay still counts, or a task that cannot start
      // would spin.
      Instant due = Tasks.created(task).plus(RestartRule.of(task).delay());
      if (due.isAfter(now)) {
        plan.lookAgain(now, due);
        return;
      }
    }
    plan.step(tx -> replace(tx, task.getId(), replacement));
  }

  private static void replace(Tx tx, String taskId, BiFunction<Tx, Service, Task> replacement) {
    Optional<Task> task = tx.get(Kinds.TASK, taskId).filter(Tasks::isActive);
    Optional<Service> service = task.flatMap(t -> tx.get(Kinds.SERVICE, t.getServiceId()));
    if (service.isEmpty()) {
      return;
    }
    List<Task> slot = slotOf(tx, service.get(), task.get());
    tx.update(Kinds.TASK, Plan.desiring(task.get(), TaskState.SHUTDOWN));
    if (isWanted(task.get(), service.get())
        && RestartRule.of(task.get()).allowsAnotherAfter(task.get(), slot)) {
      tx.create(Kinds.TASK, inheriting(task.get(), replacement.apply(tx, service.get())));
    }
  }

  /**
   * What an update waits for and lost its node before it ran is waited for where it goes; how a
   * task ended is the update's business, and not how the next one does.
   */
  private static Task inheriting(Task old, Task made) {
    boolean awaited =
        old.hasUpdate() && !old.getUpdate().hasRunningSince() && !Tasks.isTerminal(old);
    return awaited ? made.toBuilder().setUpdate(old.getUpdate()).build() : made;
  }

  /**
   * Sees to {@code task} if it needs it: one that has ended or lost its node is restarted, or only
   * stopped if another task of the slot stands in for it; one that is held is released in time.
   *
   * @param slot all tasks of the slot
   * @param clean whether a task is what the service asks for now
   * @param replacement makes the other task, held
   */
  public void mend(
      ReadTx at,
      Task task,
      List<Task> slot,
      Predicate<Task> clean,
      BiFunction<Tx, Service, Task> replacement) {
    if (Tasks.isTerminal(task) || Tasks.isOnLostNode(at, task)) {
      Optional<Task> standIn =
          slot.stream()
              .filter(other -> !other.getId().equals(task.getId()))
              .filter(other -> Tasks.isRunnable(other) && !Tasks.isTerminal(other))
              .filter(other -> !Tasks.isOnLostNode(at, other) && clean.test(other))
              .findFirst();
      standIn.ifPresentOrElse(
          other -> plan.desireWhile(task, TaskState.SHUTDOWN, other),
          () -> restart(task, replacement));
    } else if (Tasks.isHeld(task)) {
      release(at, task, slot);
    }
  }

  /** A job that has begun anew wants nothing more of what it had before. */
  private static boolean isWanted(Task task, Service service) {
    return !task.hasJobIteration() || Jobs.isCurrent(task, service);
  }

  /** Releases {@code held} if it is time, or looks again when it is. */
  public void release(ReadTx at, Task held, List<Task> slot) {
    Instant due = releaseTime(at, held, slot);
    if (due.isAfter(now)) {
      plan.lookAgain(now, due);
    } else {
      plan.desire(held, Tasks.goal(held));
    }
  }

  private static Instant releaseTime(ReadTx at, Task held, List<Task> slot) {
    Instant created = Tasks.created(held);
    Optional<Task> before =
        slot.stream()
            .filter(task -> !task.getId().equals(held.getId()))
            .filter(task -> !Tasks.created(task).isAfter(created))
            .max(Tasks.BY_CREATION);
    // The delay is for tasks that fail again and again. An update has a pace of its own.
    boolean atOnce =
        held.hasUpdate() || before.filter(task -> isOnDrainedNode(at, task)).isPresent();
    Instant afterDelay = atOnce ? created : created.plus(RestartRule.of(held).delay());
    boolean stopped =
        slot.stream()
            .filter(task -> !task.getId().equals(held.getId()))
            .noneMatch(t -> Tasks.mayRun(at, t));
    Instant afterStop = stopped ? afterDelay : created.plus(LONGEST_WAIT);
    return List.of(afterDelay, afterStop).stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  private static boolean isOnDrainedNode(ReadTx at, Task task) {
    return at.get(Kinds.NODE, task.getNodeId()).filter(Tasks::isDrained).isPresent();
  }

  /** All tasks in the place of {@code task}, one of {@code service}: in its slot or on its node. */
  public static List<Task> slotOf(ReadTx at, Service service, Task task) {
    if (service.getSpec().hasReplicated() || Jobs.isReplicatedJob(service)) {
      return at.find(Kinds.TASK, TaskKind.bySlot(service.getId(), task.getSlot()));
    }
    return at.find(Kinds.TASK, TaskKind.byNodeId(task.getNodeId())).stream()
        .filter(other -> other.getServiceId().equals(service.getId()))
        .toList();
  }
}
