package io.skep.orchestrator;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
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
import io.skep.orchestrator.task.RestartRule;
import io.skep.orchestrator.task.Restarts;
import io.skep.orchestrator.task.Standing;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.scheduler.constraint.Constraints;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps one task of each global service on every node that its constraints admit. The tasks are
 * bound to their nodes from the start; the scheduler only confirms that they fit.
 */
public final class GlobalServices implements Reconciler<Service> {
  /** Which of several tasks on a node stays: one that works rather than one that is to. */
  private static final Comparator<Task> BEST_FIRST =
      Comparator.comparing(Tasks::isTerminal)
          .thenComparing(Tasks::isHeld)
          .thenComparing(task -> task.getStatus().getState() != TaskState.RUNNING)
          .thenComparing(Tasks.BY_CREATION);

  private final TaskSource source;

  /** New tasks come from {@code source}. */
  public GlobalServices(TaskSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        // A task that somebody deletes is made anew only when its service or its node changes.
        .mapped(
            Kinds.TASK,
            (task, at) -> List.of(task.getServiceId()),
            Standing.CHANGED.and(event -> !(event instanceof Event.Deleted)))
        .mapped(Kinds.NODE, GlobalServices::concerned, Nodes.LOOKS_DIFFERENT);
  }

  /** A node that keeps no tasks concerns only those that have one there. */
  private static Collection<String> concerned(Node node, ReadTx at) {
    return Tasks.isLost(at.get(Kinds.NODE, node.getId()))
        ? Nodes.servicesOn(at, node)
        : allGlobal(at);
  }

  private static List<String> allGlobal(ReadTx at) {
    return at.list(Kinds.SERVICE).stream()
        .filter(service -> service.getSpec().hasGlobal())
        .map(Service::getId)
        .toList();
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> service = run.object().filter(s -> s.getSpec().hasGlobal());
    if (service.isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    var restarts = new Restarts(run.clock().instant(), plan);
    Constraints constraints =
        Constraints.parseOrNone(
            service.get().getSpec().getTask().getPlacement().getConstraintsList());
    Map<String, List<Task>> tasksByNode = tasksByNode(run.at(), run.id());
    for (Node node : run.at().list(Kinds.NODE)) {
      List<Task> tasks = tasksByNode.getOrDefault(node.getId(), List.of());
      tasksByNode.remove(node.getId());
      settle(run.at(), service.get(), node, tasks, constraints, restarts, plan);
    }
    // What is left is on nodes that are no more: nobody will ever report that these tasks stopped.
    tasksByNode.values().forEach(tasks -> tasks.forEach(task -> deleteIfNodeIsGone(task, plan)));
    return plan.carryOut(run);
  }

  private static Map<String, List<Task>> tasksByNode(ReadTx at, String serviceId) {
    var byNode = new TreeMap<String, List<Task>>();
    for (Task task : at.find(Kinds.TASK, TaskKind.byServiceId(serviceId))) {
      byNode.computeIfAbsent(task.getNodeId(), id -> new ArrayList<>()).add(task);
    }
    return byNode;
  }

  private void settle(
      ReadTx at,
      Service service,
      Node node,
      List<Task> tasks,
      Constraints constraints,
      Restarts restarts,
      Plan plan) {
    if (Tasks.isLost(Optional.of(node)) || !constraints.matches(node)) {
      tasks.stream().filter(Tasks::isRunnable).forEach(t -> plan.desire(t, TaskState.SHUTDOWN));
      return;
    }
    boolean paused = node.getSpec().getAvailability() == NodeSpec.Availability.PAUSE;
    List<Task> runnable = tasks.stream().filter(Tasks::isRunnable).sorted(BEST_FIRST).toList();
    List<Task> kept = paused ? runnable : runnable.stream().limit(1).toList();
    kept.forEach(task -> mend(at, node, task, tasks, paused, restarts, plan));
    runnable.stream().skip(kept.size()).forEach(t -> plan.desire(t, TaskState.SHUTDOWN));
    if (!paused && runnable.isEmpty() && !isDone(tasks)) {
      plan.step(tx -> fill(tx, service, node.getId()));
    }
  }

  private void mend(
      ReadTx at,
      Node node,
      Task task,
      List<Task> tasks,
      boolean paused,
      Restarts restarts,
      Plan plan) {
    if (Tasks.isTerminal(task) && paused) {
      plan.desire(task, TaskState.SHUTDOWN);
    } else if (Tasks.isTerminal(task)) {
      restarts.restart(task, (tx, of) -> source.onNode(tx, of, node.getId(), TaskState.READY));
    } else if (Tasks.isHeld(task)) {
      restarts.release(at, task, tasks);
    }
  }

  /** Whether the newest task on the node ended by itself and is not to be followed by another. */
  private static boolean isDone(List<Task> tasks) {
    return tasks.stream()
        .max(Tasks.BY_TIME)
        .filter(Tasks::isTerminal)
        .filter(newest -> newest.getStatus().getState() != TaskState.SHUTDOWN)
        .filter(newest -> newest.getDesiredStateValue() < TaskState.REMOVE_VALUE)
        .filter(newest -> !RestartRule.of(newest).allowsAnotherAfter(newest, tasks))
        .isPresent();
  }

  private void fill(Tx tx, Service planned, String nodeId) {
    Optional<Service> service = tx.get(Kinds.SERVICE, planned.getId());
    boolean taken =
        tx.find(Kinds.TASK, TaskKind.byServiceId(planned.getId())).stream()
            .anyMatch(task -> task.getNodeId().equals(nodeId) && Tasks.isRunnable(task));
    if (service.isPresent() && tx.get(Kinds.NODE, nodeId).isPresent() && !taken) {
      tx.create(Kinds.TASK, source.onNode(tx, service.get(), nodeId, TaskState.RUNNING));
    }
  }

  private static void deleteIfNodeIsGone(Task task, Plan plan) {
    String id = task.getId();
    plan.step(
        tx ->
            tx.get(Kinds.TASK, id)
                .filter(stored -> tx.get(Kinds.NODE, stored.getNodeId()).isEmpty())
                .ifPresent(stored -> tx.delete(Kinds.TASK, id)));
  }
}
