package io.skep.orchestrator.update;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskUpdate;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Restarts;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one update writes: each step a transaction that looks again whether it is still called for,
 * and changes nothing if it is not.
 */
final class UpdateSteps {
  private final String serviceId;
  private final long number;
  private final Instant now;

  /** Steps of the update of the service with that number, taken at {@code now}. */
  UpdateSteps(String serviceId, long number, Instant now) {
    this.serviceId = serviceId;
    this.number = number;
    this.now = now;
  }

  /** Begins, if the service still is what was planned for. A state that ended something stays. */
  void begin(Tx tx, Service planned, long slots) {
    unchanged(tx, planned)
        .ifPresent(
            service ->
                write(
                    tx,
                    service,
                    status -> {
                      if (status.getState() == UpdateState.UNKNOWN) {
                        status
                            .setState(UpdateState.UPDATING)
                            .setMessage("update in progress")
                            .setStartedAt(Times.timestamp(now));
                      }
                      status
                          .clearProgress()
                          .getProgressBuilder()
                          .setNumber(number)
                          .setBegunAt(Times.timestamp(now))
                          .setSlots(slots);
                    }));
  }

  /** Ends what was announced and has nothing to do. */
  void endUnbegun(Tx tx, Service planned) {
    unchanged(tx, planned).ifPresent(service -> write(tx, service, this::setEnd));
  }

  /** Ends the update with success, whatever its failures: there were not too many. */
  void end(Tx tx) {
    running(tx).ifPresent(service -> write(tx, service, this::setEnd));
  }

  private void setEnd(UpdateStatus.Builder status) {
    boolean rollback = status.getState() == UpdateState.ROLLBACK_STARTED;
    status
        .setState(rollback ? UpdateState.ROLLBACK_COMPLETED : UpdateState.COMPLETED)
        .setMessage(rollback ? "rollback completed" : "update completed")
        .setCompletedAt(Times.timestamp(now));
    if (status.hasProgress()) {
      status.getProgressBuilder().setEnded(true);
    }
  }

  /** Replaces what is in the slot, as one of the update's slots. */
  void replace(Tx tx, UpdateSlot planned) {
    running(tx).ifPresent(service -> replace(tx, service, planned));
  }

  /** Replaces what is in the slot while no update is under way: that of a node that came back. */
  void replaceAlone(Tx tx, Service planned, UpdateSlot slot) {
    unchanged(tx, planned).ifPresent(service -> replace(tx, service, slot));
  }

  private void replace(Tx tx, Service service, UpdateSlot planned) {
    List<Task> tasks = Restarts.slotOf(tx, service, planned.tasks().get(0));
    var slot = new SlotLook(tx, service, tasks);
    List<Task> runnable = slot.runnable();
    boolean takenAway = runnable.isEmpty() && !planned.runnable().isEmpty();
    if (takenAway || !slot.isDirty() || slot.isTried(number)) {
      return;
    }
    boolean stopsFirst = UpdateRule.of(service).stopsFirst();
    Optional<Task> clean = slot.clean();
    Optional<Task> stays = stopsFirst ? clean : slot.bestDirty();
    if (clean.isPresent()) {
      tx.update(Kinds.TASK, marked(clean.get(), true));
    }
    if (stopsFirst || clean.isEmpty()) {
      runnable.stream()
          .filter(task -> stays.filter(task::equals).isEmpty())
          .forEach(task -> tx.update(Kinds.TASK, Plan.desiring(task, TaskState.SHUTDOWN)));
    }
    if (clean.isEmpty()) {
      boolean waits = stopsFirst && tasks.stream().anyMatch(task -> Tasks.mayRun(tx, task));
      Task made = planned.maker().make(tx, service, waits ? TaskState.READY : TaskState.RUNNING);
      tx.create(Kinds.TASK, marked(made, false));
    }
  }

  private Task marked(Task task, boolean adopted) {
    var mark = TaskUpdate.newBuilder().setNumber(number).setAdopted(adopted);
    return task.toBuilder().setUpdate(mark).build();
  }

  /** Keeps since when the task runs: once it has ended nobody could tell. */
  void noteRunning(Tx tx, String taskId) {
    mine(tx, taskId)
        .filter(Progress::isSeenForTheFirstTime)
        .ifPresent(
            task -> {
              Task.Builder noted = task.toBuilder();
              noted.getUpdateBuilder().setRunningSince(Times.timestamp(Tasks.time(task)));
              tx.update(Kinds.TASK, noted.build());
            });
  }

  /**
   * Counts the task as a failure, once, and does what the service asks for if there are too many.
   *
   * @param cause completes the sentence "update paused due to"
   */
  void fail(Tx tx, String taskId, String cause) {
    Optional<Task> task = mine(tx, taskId).filter(mine -> !mine.getUpdate().getCounted());
    Optional<Service> service = running(tx);
    if (task.isEmpty() || service.isEmpty()) {
      return;
    }
    Task.Builder counted = task.get().toBuilder();
    counted.getUpdateBuilder().setCounted(true);
    tx.update(Kinds.TASK, counted.build());

    Service.Builder changed = service.get().toBuilder();
    var progress = changed.getUpdateStatusBuilder().getProgressBuilder();
    progress.setFailures(progress.getFailures() + 1);
    if (UpdateRule.of(service.get()).isTooMuch(progress.getFailures(), progress.getSlots())) {
      act(changed, UpdateRule.of(service.get()), cause);
    }
    tx.update(Kinds.SERVICE, changed.build());
  }

  private static void act(Service.Builder service, UpdateRule rule, String cause) {
    boolean rollback = service.getUpdateStatus().getState() == UpdateState.ROLLBACK_STARTED;
    UpdateState paused = rollback ? UpdateState.ROLLBACK_PAUSED : UpdateState.PAUSED;
    switch (rule.action()) {
      case ROLLBACK -> {
        if (rollback) {
          say(service, paused, "rollback paused due to " + cause);
        } else if (service.hasPreviousSpec()) {
          ServiceChange.revert(service);
          say(service, UpdateState.ROLLBACK_STARTED, "update rolled back due to " + cause);
          service.getUpdateStatusBuilder().clearProgress().clearCompletedAt();
        } else {
          say(
              service,
              paused,
              "update paused due to " + cause + "; there is no previous spec to roll back to");
        }
      }
      case CONTINUE -> {}
      default -> say(service, paused, "update paused due to " + cause);
    }
  }

  private static void say(Service.Builder service, UpdateState state, String message) {
    service.getUpdateStatusBuilder().setState(state).setMessage(message);
  }

  private Optional<Task> mine(Tx tx, String taskId) {
    return tx.get(Kinds.TASK, taskId).filter(task -> Progress.isOf(task, number));
  }

  /** The service, if this update of it is still under way. */
  private Optional<Service> running(Tx tx) {
    return tx.get(Kinds.SERVICE, serviceId)
        .filter(Progress::isRunning)
        .filter(service -> service.getUpdateStatus().getProgress().getNumber() == number);
  }

  private Optional<Service> unchanged(Tx tx, Service planned) {
    return tx.get(Kinds.SERVICE, serviceId)
        .filter(stored -> stored.getMeta().getVersion().equals(planned.getMeta().getVersion()));
  }

  private static void write(Tx tx, Service service, Consumer<UpdateStatus.Builder> change) {
    Service.Builder changed = service.toBuilder();
    change.accept(changed.getUpdateStatusBuilder());
    tx.update(Kinds.SERVICE, changed.build());
  }
}
