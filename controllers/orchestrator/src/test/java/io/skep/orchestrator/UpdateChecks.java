package io.skep.orchestrator;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.store.Change;
import io.skep.store.ReadTx;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must hold of rolling updates at every version, found out from what was committed and from
 * nothing else: this shares no code with the orchestrators. Services differ in their image only.
 */
final class UpdateChecks {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Watcher watcher;
  private final List<String> violations = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private final Map<String, Seen> seen = new HashMap<>();

  /** What was seen of a task that an update has made. */
  private static final class Seen {
    private Task last;
    private Instant created;
    private Instant ran;
    private Instant ended;
  }

  UpdateChecks(World world) {
    watcher = world.watch();
  }

  /** What did not hold up to now, in words. */
  List<String> violations() {
    Watcher.Next next = watcher.next();
    for (; next instanceof Watcher.Next.Delivered delivered; next = watcher.next()) {
      ReadTx at = delivered.at();
      for (Change<?> change : delivered.commit().changes()) {
        if (change.after().orElse(null) instanceof Service service) {
          checkService(service);
        }
        if (change.after().orElse(null) instanceof Task task) {
          check(at, change.before().map(Task.class::cast), task);
        }
      }
    }
    if (!(next instanceof Watcher.Next.CaughtUp)) {
      throw new IllegalStateException("versions were missed: " + next);
    }
    return violations;
  }

  /** What was made and asked to stop, where and when. */
  List<String> log() {
    return log;
  }

  private void check(ReadTx at, Optional<Task> before, Task task) {
    Optional<Service> service = at.get(Kinds.SERVICE, task.getServiceId());
    if (service.isEmpty()) {
      return;
    }
    Instant now = Times.instant(task.getMeta().getUpdatedAt());
    boolean asked = before.filter(b -> b.getDesiredState() == task.getDesiredState()).isEmpty();
    if (asked) {
      log.add(
          "%s slot %d %s %s".formatted(now, task.getSlot(), image(task), task.getDesiredState()));
    }
    boolean made = task.hasUpdate() && !task.getUpdate().getAdopted();
    if (before.isEmpty() && made) {
      checkPace(service.get(), task, now);
      checkNeed(at, service.get(), task);
    }
    if (made || seen.containsKey(task.getId())) {
      note(task, now);
    }
    if (asked
        && made
        && task.getDesiredState() == TaskState.RUNNING
        && isStopFirst(service.get())) {
      checkAlone(at, task, now);
    }
    if (asked
        && task.getDesiredState() == TaskState.SHUTDOWN
        && task.getStatus().getState() == TaskState.RUNNING
        && !isStopFirst(service.get())) {
      checkSucceeded(at, task);
    }
  }

  /** No more slots under way than the parallelism allows. */
  private void checkPace(Service service, Task made, Instant now) {
    UpdateConfig config = config(service);
    long underWay =
        seen.values().stream()
            .filter(other -> other.last.getUpdate().getNumber() == made.getUpdate().getNumber())
            .filter(other -> isUnderWay(other, Times.duration(config.getDelay()), now))
            .count();
    if (config.getParallelism() > 0 && underWay >= config.getParallelism()) {
      violations.add(
          "%s: slot %d is begun while %d are under way".formatted(now, made.getSlot(), underWay));
    }
  }

  private static boolean isUnderWay(Seen task, Duration delay, Instant now) {
    Instant passed = task.ran != null ? task.ran : task.ended;
    if (passed != null) {
      return passed.plus(delay).isAfter(now);
    }
    return task.last.getDesiredState().compareTo(TaskState.RUNNING) <= 0;
  }

  /** What is as it should be is not replaced. */
  private void checkNeed(ReadTx at, Service service, Task made) {
    others(at, made).stream()
        .filter(UpdateChecks::isWanted)
        .filter(other -> other.getStatus().getState() == TaskState.RUNNING)
        .filter(other -> image(other).equals(image(service)))
        .forEach(
            other -> violations.add("slot %d is replaced needlessly".formatted(made.getSlot())));
  }

  /** Stop first: nothing else is at work in the slot, unless it has not stopped for a minute. */
  private void checkAlone(ReadTx at, Task started, Instant now) {
    boolean alone =
        others(at, started).stream()
            .map(other -> other.getStatus().getState())
            .noneMatch(
                state ->
                    state.compareTo(TaskState.ASSIGNED) >= 0
                        && state.compareTo(TaskState.RUNNING) <= 0);
    Instant created = Times.instant(started.getMeta().getCreatedAt());
    if (!alone && created.plus(LONGEST_WAIT).isAfter(now)) {
      violations.add("%s: slot %d starts before it has stopped".formatted(now, started.getSlot()));
    }
  }

  /** Start first: what runs is stopped only when another one runs. */
  private void checkSucceeded(ReadTx at, Task stopped) {
    boolean succeeded =
        others(at, stopped).stream()
            .anyMatch(
                other -> isWanted(other) && other.getStatus().getState() == TaskState.RUNNING);
    if (!succeeded) {
      violations.add("slot %d is stopped with none to succeed".formatted(stopped.getSlot()));
    }
  }

  private void note(Task task, Instant now) {
    Seen noted = seen.computeIfAbsent(task.getId(), id -> new Seen());
    TaskState state = task.getStatus().getState();
    if (noted.created == null) {
      noted.created = now;
    }
    if (state == TaskState.RUNNING && noted.ran == null) {
      noted.ran = now;
    }
    if (state.compareTo(TaskState.RUNNING) > 0 && noted.ended == null) {
      noted.ended = now;
    }
    noted.last = task;
  }

  /** An update that goes on has not too many failures; one that was paused or taken back has. */
  private void checkService(Service service) {
    UpdateStatus status = service.getUpdateStatus();
    if (!status.hasProgress()) {
      return;
    }
    UpdateConfig config = config(service);
    boolean paused =
        status.getState() == UpdateState.PAUSED || status.getState() == UpdateState.ROLLBACK_PAUSED;
    float share = (float) status.getProgress().getFailures() / status.getProgress().getSlots();
    boolean back = service.getUpdateStatus().getState() == UpdateState.ROLLBACK_PAUSED;
    float ratio =
        back ? service.getSpec().getRollback().getMaxFailureRatio() : config.getMaxFailureRatio();
    if (paused != share > ratio) {
      violations.add(
          "%s with failures of %s at a ratio of %s".formatted(status.getState(), share, ratio));
    }
    if (status.getProgress().getEnded()) {
      checkCount(service, config);
    }
  }

  /** Whatever was clearly a failure is among those counted, and nothing that clearly was none. */
  private void checkCount(Service service, UpdateConfig config) {
    Duration monitor = Times.duration(config.getMonitor());
    Duration delay = Times.duration(config.getDelay());
    Duration longest = delay.compareTo(monitor) >= 0 ? delay.plusSeconds(1) : monitor;
    long number = service.getUpdateStatus().getProgress().getNumber();
    long counted = service.getUpdateStatus().getProgress().getFailures();
    Collection<Seen> mine =
        seen.values().stream()
            .filter(task -> task.last.getUpdate().getNumber() == number)
            .filter(task -> task.last.getDesiredState() != TaskState.REMOVE)
            .toList();
    long clear = mine.stream().filter(task -> failedWithin(task, monitor)).count();
    long possible = mine.stream().filter(task -> failedWithin(task, longest)).count();
    boolean minds = config.getFailureAction() != FailureAction.CONTINUE;
    if (minds && (counted < clear || counted > possible)) {
      violations.add("%d failures counted of %d to %d".formatted(counted, clear, possible));
    }
    if (!minds && counted > 0) {
      violations.add("failures counted that nobody minds");
    }
  }

  private static boolean failedWithin(Seen task, Duration window) {
    return task.ended != null
        && task.last.getStatus().getState() != TaskState.SHUTDOWN
        && (task.ran == null || !task.ended.isAfter(task.ran.plus(window)));
  }

  private static List<Task> others(ReadTx at, Task task) {
    return at.find(Kinds.TASK, TaskKind.bySlot(task.getServiceId(), task.getSlot())).stream()
        .filter(other -> !other.getId().equals(task.getId()))
        .toList();
  }

  private static boolean isWanted(Task task) {
    return task.getDesiredState().compareTo(TaskState.RUNNING) <= 0;
  }

  private static UpdateConfig config(Service service) {
    UpdateState state = service.getUpdateStatus().getState();
    boolean back = state == UpdateState.ROLLBACK_STARTED || state == UpdateState.ROLLBACK_COMPLETED;
    return back ? service.getSpec().getRollback() : service.getSpec().getUpdate();
  }

  private static boolean isStopFirst(Service service) {
    return config(service).getOrder() == UpdateOrder.STOP_FIRST;
  }

  private static String image(Task task) {
    return task.getSpec().getContainer().getImage();
  }

  private static String image(Service service) {
    return service.getSpec().getTask().getContainer().getImage();
  }
}
