package io.skep.orchestrator;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.orchestrator.task.Nodes;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Restarts;
import io.skep.orchestrator.task.Standing;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the wanted number of tasks for each replicated service: one in each numbered slot, replaced
 * when it ends or its node is lost. A smaller number takes tasks from the fullest nodes first.
 *
 * <p>A changed task specification is that of the tasks made from then on; tasks that run are left
 * alone, for there are no rolling updates yet.
 */
public final class ReplicatedServices implements Reconciler<Service> {
  private final TaskSource source;

  /** New tasks come from {@code source}. */
  public ReplicatedServices(TaskSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        .mapped(
            Kinds.TASK,
            (task, at) -> List.of(task.getServiceId()),
            Standing.CHANGED.and(event -> !isRemoval(event)))
        .mapped(
            Kinds.NODE,
            (node, at) -> Nodes.servicesOn(at, node),
            event -> Nodes.losesItsTasks(event));
  }

  /** A task that was to be removed had no place any more that could be free now. */
  private static boolean isRemoval(Event<? extends Task> event) {
    return event instanceof Event.Deleted
        && event.object().getDesiredStateValue() >= TaskState.REMOVE_VALUE;
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> service = run.object().filter(s -> s.getSpec().hasReplicated());
    if (service.isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    List<Task> tasks = run.at().find(Kinds.TASK, TaskKind.byServiceId(run.id()));
    Slots slots = Slots.of(tasks);
    List<Long> order = slots.inOrderOfKeeping();
    long wanted = service.get().getSpec().getReplicated().getReplicas();
    int kept = Long.compareUnsigned(wanted, order.size()) < 0 ? (int) wanted : order.size();
    mend(run.at(), run.clock().instant(), slots, order.subList(0, kept), plan);
    fillOrClear(service.get(), slots, slots.free(wanted - kept), plan);
    for (long slot : order.subList(kept, order.size())) {
      remove(slots.counted().get(slot), plan);
    }
    return plan.carryOut(run);
  }

  /**
   * Replaces tasks that ended or lost their node, and releases replacements whose time has come.
   */
  private void mend(ReadTx at, Instant now, Slots slots, List<Long> kept, Plan plan) {
    var restarts = new Restarts(now, plan);
    for (long number : kept) {
      List<Task> slot = slots.counted().get(number);
      for (Task task : slot) {
        if (!Tasks.isRunnable(task)) {
          continue;
        }
        if (Tasks.isTerminal(task) || Tasks.isOnLostNode(at, task)) {
          restarts.restart(task, (tx, of) -> source.replica(tx, of, number, TaskState.READY));
        } else if (Tasks.isHeld(task)) {
          restarts.release(at, task, slot);
        }
      }
    }
  }

  /** The history of a slot that is used again stays, for the reaper to keep or not. */
  private void fillOrClear(Service service, Slots slots, List<Long> added, Plan plan) {
    for (long slot : added) {
      plan.step(tx -> fill(tx, service, slot));
    }
    var usedAgain = new HashSet<>(added);
    slots
        .dead()
        .forEach(
            (slot, history) -> {
              if (!usedAgain.contains(slot)) {
                remove(history, plan);
              }
            });
  }

  private static void remove(List<Task> slot, Plan plan) {
    slot.stream()
        .filter(task -> task.getDesiredStateValue() < TaskState.REMOVE_VALUE)
        .forEach(task -> plan.desire(task, TaskState.REMOVE));
  }

  private void fill(Tx tx, Service planned, long slot) {
    Optional<Service> service = tx.get(Kinds.SERVICE, planned.getId());
    boolean taken =
        tx.find(Kinds.TASK, TaskKind.bySlot(planned.getId(), slot)).stream()
            .anyMatch(Tasks::isRunnable);
    if (service.isPresent() && !taken) {
      tx.create(Kinds.TASK, source.replica(tx, service.get(), slot, TaskState.RUNNING));
    }
  }
}
