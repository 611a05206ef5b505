package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateProgress;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the tasks of a service up to date, some slots at a time, and watches what becomes of them.
 *
 * <p>One look at it is one run of the orchestrator: what to do now follows from the service, its
 * tasks and the time, and the plan is told when to look again. Nothing else is remembered, so a new
 * leader goes on where the old one stopped. See {@code docs/design/rolling-updates.md}.
 */
public final class RollingUpdate {
  private final ReadTx at;
  private final Instant now;
  private final Service service;
  private final UpdateRule rule;
  private final Plan plan;

  /** The update of {@code service} as it stands {@code at} this version and at {@code now}. */
  public RollingUpdate(ReadTx at, Instant now, Service service, Plan plan) {
    this.at = at;
    this.now = now;
    this.service = service;
    this.rule = UpdateRule.of(service);
    this.plan = plan;
  }

  /**
   * Plans what is to be done now.
   *
   * @param slots those that the service keeps and that have, or had, a task
   * @param tasks all tasks of the service
   * @return the names of the slots whose tasks are being replaced; others leave them alone
   */
  public Set<String> carryOn(List<UpdateSlot> slots, Collection<Task> tasks) {
    slots.forEach(this::stopSurplus);
    if (Progress.isPaused(service)) {
      return Set.of();
    }
    if (!Progress.isRunning(service)) {
      return beginIfNeeded(slots);
    }
    UpdateProgress progress = service.getUpdateStatus().getProgress();
    var steps = new UpdateSteps(service.getId(), progress.getNumber(), now);
    List<Task> mine =
        tasks.stream().filter(task -> Progress.isOf(task, progress.getNumber())).toList();
    List<UpdateSlot> open = open(slots);
    Pace pace = Pace.of(rule, mine, Times.instant(progress.getBegunAt()), now);
    mine.stream()
        .filter(Progress::isSeenForTheFirstTime)
        .forEach(task -> plan.step(tx -> steps.noteRunning(tx, task.getId())));
    watch(mine, open.isEmpty() ? pace.idleFrom() : Optional.empty(), steps);
    if (open.isEmpty()) {
      pace.idleFrom().ifPresent(idle -> endAfter(idle, steps));
      return Set.of();
    }
    pace.nextFree().ifPresent(free -> plan.lookAgain(now, free));
    return replace(open, rule.room(pace.busy()), steps);
  }

  /**
   * Of several tasks in a slot one is enough as soon as it does what the others are there for. Of
   * those that are out of date one is enough in any case: the others are from updates that were
   * overtaken, and would take two places when there is room.
   */
  private void stopSurplus(UpdateSlot slot) {
    List<Task> runnable = slot.runnable();
    if (runnable.size() < 2) {
      return;
    }
    var look = new SlotLook(at, service, slot.tasks());
    Optional<Task> sufficient = look.sufficient();
    List<Task> outdated = look.outdated();
    if (sufficient.isPresent()) {
      stopAllBut(sufficient.get(), runnable);
    } else if (outdated.size() > 1) {
      stopAllBut(outdated.get(0), outdated);
    }
  }

  private void stopAllBut(Task stays, List<Task> tasks) {
    for (Task task : tasks) {
      if (!stays.equals(task)) {
        plan.desireWhile(task, TaskState.SHUTDOWN, stays);
      }
    }
  }

  private Set<String> beginIfNeeded(List<UpdateSlot> slots) {
    List<UpdateSlot> open = open(slots);
    boolean announced = isAnnounced();
    var replaced = new HashSet<String>();
    if (!announced && service.hasUpdateStatus()) {
      replaced.addAll(replaceAlone(open));
      open = open.stream().filter(slot -> !slot.changedLater()).toList();
    }
    var steps = new UpdateSteps(service.getId(), service.getMeta().getVersion().getIndex(), now);
    if (!open.isEmpty()) {
      int count = open.size();
      plan.step(tx -> steps.begin(tx, service, count));
      replaced.addAll(replace(open, rule.room(0), steps));
    } else if (announced) {
      plan.step(tx -> steps.endUnbegun(tx, service));
    }
    return replaced;
  }

  /** Whether the status says that something is going on. */
  private boolean isAnnounced() {
    UpdateState state = service.getUpdateStatus().getState();
    return state == UpdateState.UPDATING || state == UpdateState.ROLLBACK_STARTED;
  }

  /** What a node has that was away during the update, which is over: no reason for another one. */
  private Set<String> replaceAlone(List<UpdateSlot> open) {
    long number = service.getUpdateStatus().getProgress().getNumber();
    var steps = new UpdateSteps(service.getId(), number, now);
    var replaced = new HashSet<String>();
    for (UpdateSlot slot : open) {
      if (slot.changedLater()) {
        plan.step(tx -> steps.replaceAlone(tx, service, slot));
        replaced.add(slot.name());
      }
    }
    return replaced;
  }

  /** The dirty slots that the newest update has not tried yet, those without service first. */
  private List<UpdateSlot> open(List<UpdateSlot> slots) {
    boolean known = service.getUpdateStatus().hasProgress();
    long number = service.getUpdateStatus().getProgress().getNumber();
    // Nobody misses what does not run, so replacing it first costs nothing.
    var unserved = new ArrayList<UpdateSlot>();
    var served = new ArrayList<UpdateSlot>();
    for (UpdateSlot slot : slots) {
      var look = new SlotLook(at, service, slot.tasks());
      if (look.isDirty() && !(known && look.isTried(number))) {
        (look.isServed() ? served : unserved).add(slot);
      }
    }
    unserved.addAll(served);
    return unserved;
  }

  private Set<String> replace(List<UpdateSlot> open, long room, UpdateSteps steps) {
    var replaced = new HashSet<String>();
    for (UpdateSlot slot : open) {
      if (replaced.size() < room) {
        plan.step(tx -> steps.replace(tx, slot));
        replaced.add(slot.name());
      }
    }
    return replaced;
  }

  /** Counts replacements that failed, or are late. */
  private void watch(List<Task> mine, Optional<Instant> idleFrom, UpdateSteps steps) {
    if (!rule.minds()) {
      return;
    }
    for (Task task : mine) {
      if (task.getUpdate().getAdopted() || task.getUpdate().getCounted()) {
        continue;
      }
      if (hasFailed(task, idleFrom)) {
        String cause = "failure or early termination of task " + task.getId();
        plan.step(tx -> steps.fail(tx, task.getId(), cause));
      } else if (isLate(task)) {
        String cause = lateness(task);
        plan.step(tx -> steps.fail(tx, task.getId(), cause));
      }
    }
    wakeForDeadlines(mine);
  }

  private boolean hasFailed(Task task, Optional<Instant> idleFrom) {
    if (!Progress.endedByItself(task)) {
      return false;
    }
    Instant end = Tasks.time(task);
    boolean inTail = idleFrom.filter(idle -> !end.isBefore(idle)).isPresent();
    Duration window = inTail ? rule.tail() : rule.monitor();
    return Progress.runningSince(task).filter(since -> end.isAfter(since.plus(window))).isEmpty();
  }

  private boolean isLate(Task task) {
    return isAwaited(task)
        && Pace.deadline(rule, task).filter(due -> !due.isAfter(now)).isPresent();
  }

  private static boolean isAwaited(Task task) {
    return Tasks.isRunnable(task)
        && !Tasks.isTerminal(task)
        && Progress.runningSince(task).isEmpty();
  }

  private void wakeForDeadlines(List<Task> mine) {
    mine.stream()
        .filter(RollingUpdate::isAwaited)
        .flatMap(task -> Pace.deadline(rule, task).stream())
        .filter(due -> due.isAfter(now))
        .min(Comparator.naturalOrder())
        .ifPresent(due -> plan.lookAgain(now, due));
  }

  private String lateness(Task task) {
    String allowed = rule.deadline().orElseThrow().toString().substring(2).toLowerCase(Locale.ROOT);
    String err = task.getStatus().getErr();
    return "task %s not running within %s%s"
        .formatted(task.getId(), allowed, err.isEmpty() ? "" : " (" + err + ")");
  }

  private void endAfter(Instant idle, UpdateSteps steps) {
    Instant due = idle.plus(rule.tail());
    if (due.isAfter(now)) {
      plan.lookAgain(now, due);
    } else {
      plan.step(steps::end);
    }
  }
}
