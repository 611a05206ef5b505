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
import io.skep.orchestrator.task.Start;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.DirtyCheck;
import io.skep.orchestrator.update.DrainOrder;
import io.skep.orchestrator.update.Progress;
import io.skep.orchestrator.update.RollingUpdate;
import io.skep.orchestrator.update.UpdateSlot;
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
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps the wanted number of tasks for each replicated service: one in each numbered slot, replaced
 * when it ends or its node is lost. A smaller number takes tasks from the fullest nodes first.
 * Tasks that are no longer what the service asks for are replaced by a {@link RollingUpdate}.
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
        .mapped(Kinds.TASK, Tasks::stranded, Tasks.MOVED)
        .mapped(Kinds.TASK, Start::awaitedBy, Start.SEEN)
        .mapped(
            Kinds.NODE,
            (node, at) -> Nodes.servicesOn(at, node),
            event -> Nodes.losesItsTasks(event));
  }

  /** A task that is to be removed has no place any more that could become free when it ends. */
  private static boolean isRemoval(Event<? extends Task> event) {
    Task before =
        event instanceof Event.Updated<? extends Task> update ? update.old() : event.object();
    return !(event instanceof Event.Added)
        && before.getDesiredStateValue() >= TaskState.REMOVE_VALUE;
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> service = run.object().filter(s -> s.getSpec().hasReplicated());
    if (service.isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    List<Task> tasks = run.at().find(Kinds.TASK, TaskKind.byServiceId(run.id()));
    DirtyCheck check = DirtyCheck.against(service.get());
    boolean rollingBack = Progress.isRollingBack(service.get());
    Slots slots = Slots.of(tasks, ended -> rollingBack && check.isDirty(run.at(), ended));
    List<Long> order = slots.inOrderOfKeeping();
    long wanted = service.get().getSpec().getReplicated().getReplicas();
    int kept = Long.compareUnsigned(wanted, order.size()) < 0 ? (int) wanted : order.size();
    Instant now = run.clock().instant();
    Set<String> updated =
        new RollingUpdate(run.at(), now, service.get(), plan)
            .carryOn(slotsToUpdate(slots, order.subList(0, kept)), tasks);
    var restarts = new Restarts(now, plan);
    for (long number : order.subList(0, kept)) {
      if (!updated.contains(Long.toString(number))) {
        List<Task> slot = slots.counted().get(number);
        relieve(run.at(), service.get(), slot, plan);
        mend(run.at(), number, slot, check, restarts, staysOnDrained(run.at(), service.get()));
      }
    }
    fillOrClear(service.get(), slots, slots.free(wanted - kept), plan);
    for (long slot : order.subList(kept, order.size())) {
      remove(slots.counted().get(slot), plan);
    }
    return plan.carryOut(run);
  }

  private List<UpdateSlot> slotsToUpdate(Slots slots, List<Long> kept) {
    return kept.stream()
        .sorted()
        .map(
            number ->
                new UpdateSlot(
                    Long.toString(number),
                    slots.counted().get(number),
                    false,
                    (at, service, desired) -> source.replica(at, service, number, desired)))
        .toList();
  }

  /** Makes another task for one that stays on its drained node until that runs. */
  private void relieve(ReadTx at, Service service, List<Task> slot, Plan plan) {
    if (!DrainOrder.startsFirst(service)) {
      return;
    }
    boolean relieved = slot.stream().anyMatch(task -> isElsewhere(at, task));
    slot.stream()
        .filter(Tasks::isRunnable)
        .filter(staysOnDrained(at, service))
        .filter(task -> !relieved)
        .limit(1)
        .forEach(task -> plan.step(tx -> relieve(tx, service.getId(), task.getId())));
  }

  private void relieve(Tx tx, String serviceId, String taskId) {
    Optional<Service> service = tx.get(Kinds.SERVICE, serviceId);
    Optional<Task> task = tx.get(Kinds.TASK, taskId).filter(Tasks::isRunnable);
    if (service.isEmpty() || task.filter(staysOnDrained(tx, service.get())).isEmpty()) {
      return;
    }
    long slot = task.get().getSlot();
    if (tx.find(Kinds.TASK, TaskKind.bySlot(serviceId, slot)).stream()
        .noneMatch(other -> isElsewhere(tx, other))) {
      tx.create(Kinds.TASK, source.replica(tx, service.get(), slot, TaskState.RUNNING));
    }
  }

  private static Predicate<Task> staysOnDrained(ReadTx at, Service service) {
    return task ->
        DrainOrder.startsFirst(service)
            && task.getStatus().getState() == TaskState.RUNNING
            && at.get(Kinds.NODE, task.getNodeId())
                .filter(node -> Tasks.isDrained(node) && !Tasks.isDown(node))
                .isPresent();
  }

  /** Whether {@code task} is one that another can be relieved by, now or in time. */
  private static boolean isElsewhere(ReadTx at, Task task) {
    return Tasks.isRunnable(task) && !Tasks.isOnLostNode(at, task);
  }

  private void mend(
      ReadTx at,
      long number,
      List<Task> slot,
      DirtyCheck check,
      Restarts restarts,
      Predicate<Task> stays) {
    slot.stream()
        .filter(Tasks::isRunnable)
        .filter(stays.negate())
        .forEach(
            task ->
                restarts.mend(
                    at,
                    task,
                    slot,
                    other -> !check.isDirty(at, other),
                    (tx, of) -> source.replica(tx, of, number, TaskState.READY)));
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
