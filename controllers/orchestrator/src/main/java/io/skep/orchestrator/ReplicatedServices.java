package io.skep.orchestrator;

import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the wanted number of tasks for each replicated service: one in each numbered slot, replaced
 * when it ends or its node is lost. A smaller number takes tasks from the fullest nodes first.
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
        .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()))
        .mapped(Kinds.NODE, (node, at) -> servicesOn(at, node), event -> mayLoseTasks(event));
  }

  private static List<String> servicesOn(ReadTx at, Node node) {
    return at.find(Kinds.TASK, TaskKind.byNodeId(node.getId())).stream()
        .map(Task::getServiceId)
        .distinct()
        .toList();
  }

  /**
   * A node that becomes able to keep tasks changes nothing: tasks are not moved to balance nodes.
   */
  private static boolean mayLoseTasks(Event<? extends Node> event) {
    return event instanceof Event.Deleted || Tasks.isLost(Optional.of(event.object()));
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
    mendSlots(run.at(), run.clock().instant(), slots, plan);
    scale(service.get(), slots, plan);
    return plan.carryOut(run);
  }

  /**
   * Replaces tasks that ended or lost their node, and releases replacements whose time has come.
   */
  private void mendSlots(ReadTx at, Instant now, Slots slots, Plan plan) {
    var restarts = new Restarts(now, plan);
    for (List<Task> slot : slots.counted().values()) {
      for (Task task : slot) {
        if (!Tasks.isRunnable(task)) {
          continue;
        }
        if (Tasks.isTerminal(task) || Tasks.isOnLostNode(at, task)) {
          long number = task.getSlot();
          restarts.restart(task, (tx, of) -> source.replica(tx, of, number, TaskState.READY));
        } else if (Tasks.isHeld(task)) {
          restarts.release(at, task, slot);
        }
      }
    }
  }

  private void scale(Service service, Slots slots, Plan plan) {
    long wanted = service.getSpec().getReplicated().getReplicas();
    List<Long> kept = slots.inOrderOfKeeping();
    List<Long> added = slots.free(Math.max(0, wanted - kept.size()));
    for (long slot : added) {
      plan.step(tx -> fill(tx, service, slot));
    }
    slots.dead().forEach((slot, history) -> removeUnless(added.contains(slot), history, plan));
    for (long slot : kept.subList((int) Math.min(wanted, kept.size()), kept.size())) {
      removeUnless(false, slots.counted().get(slot), plan);
    }
  }

  /** The history of a slot that is used again stays, for the reaper to keep or not. */
  private static void removeUnless(boolean usedAgain, List<Task> slot, Plan plan) {
    if (!usedAgain) {
      slot.stream()
          .filter(task -> task.getDesiredStateValue() < TaskState.REMOVE_VALUE)
          .forEach(task -> plan.desire(task, TaskState.REMOVE));
    }
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
