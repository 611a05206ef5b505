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
import io.skep.orchestrator.task.Start;
import io.skep.orchestrator.task.TaskSource;
import io.skep.orchestrator.task.Tasks;
import io.skep.orchestrator.update.DirtyCheck;
import io.skep.orchestrator.update.Progress;
import io.skep.orchestrator.update.RollingUpdate;
import io.skep.orchestrator.update.UpdateSlot;
import io.skep.scheduler.constraint.Constraints;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps one task of each global service on every node that its constraints admit. The tasks are
 * bound to their nodes from the start; the scheduler only confirms that they fit.
 */
public final class GlobalServices implements Reconciler<Service> {

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
        .mapped(Kinds.TASK, Start::awaitedBy, Start.SEEN)
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
    var look = new Look(run.at(), service.get(), tasksByNode(run.at(), run.id()));
    List<Node> nodes = run.at().list(Kinds.NODE);
    List<Node> fit = nodes.stream().filter(look::isFit).toList();
    nodes.stream()
        .filter(node -> !look.isFit(node))
        .flatMap(node -> look.runnable(node).stream())
        .forEach(task -> plan.desire(task, TaskState.SHUTDOWN));
    Instant now = run.clock().instant();
    Set<String> updated =
        new RollingUpdate(run.at(), now, service.get(), plan)
            .carryOn(slotsToUpdate(look, fit), look.allTasks());
    var restarts = new Restarts(now, plan);
    for (Node node : fit) {
      if (!updated.contains(node.getId())) {
        settle(look, node, restarts, plan);
      }
    }
    // What is left is on nodes that are no more: nobody will ever report that these tasks stopped.
    look.elsewhere(nodes).forEach(task -> deleteIfNodeIsGone(task, plan));
    return plan.carryOut(run);
  }

  /** A paused node keeps what it has. */
  private List<UpdateSlot> slotsToUpdate(Look look, List<Node> fit) {
    return fit.stream()
        .filter(node -> !isPaused(node) && look.hasOrHad(node))
        .map(
            node ->
                new UpdateSlot(
                    node.getId(),
                    look.tasks(node),
                    look.isChangedLater(node),
                    (at, service, desired) -> source.onNode(at, service, node.getId(), desired)))
        .toList();
  }

  private static Map<String, List<Task>> tasksByNode(ReadTx at, String serviceId) {
    var byNode = new TreeMap<String, List<Task>>();
    for (Task task : at.find(Kinds.TASK, TaskKind.byServiceId(serviceId))) {
      byNode.computeIfAbsent(task.getNodeId(), id -> new ArrayList<>()).add(task);
    }
    return byNode;
  }

  private void settle(Look look, Node node, Restarts restarts, Plan plan) {
    for (Task task : look.runnable(node)) {
      if (Tasks.isTerminal(task) && isPaused(node)) {
        plan.desire(task, TaskState.SHUTDOWN);
      } else {
        restarts.mend(
            look.at(),
            task,
            look.tasks(node),
            look::isClean,
            (tx, of) -> source.onNode(tx, of, node.getId(), TaskState.READY));
      }
    }
    if (!isPaused(node) && !look.hasOrHad(node)) {
      plan.step(tx -> fill(tx, look.service(), node.getId()));
    }
  }

  private static boolean isPaused(Node node) {
    return node.getSpec().getAvailability() == NodeSpec.Availability.PAUSE;
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

  /** A global service and its tasks in one snapshot. */
  private record Look(
      ReadTx at,
      Service service,
      Map<String, List<Task>> byNode,
      Constraints constraints,
      DirtyCheck check) {
    Look(ReadTx at, Service service, Map<String, List<Task>> byNode) {
      this(
          at,
          service,
          byNode,
          Constraints.parseOrNone(service.getSpec().getTask().getPlacement().getConstraintsList()),
          DirtyCheck.against(service));
    }

    boolean isFit(Node node) {
      return !Tasks.isLost(Optional.of(node)) && constraints.matches(node);
    }

    boolean isClean(Task task) {
      return !check.isDirty(at, task);
    }

    boolean isChangedLater(Node node) {
      return node.getMeta().getVersion().getIndex() > service.getMeta().getVersion().getIndex();
    }

    List<Task> tasks(Node node) {
      return byNode.getOrDefault(node.getId(), List.of());
    }

    List<Task> runnable(Node node) {
      return tasks(node).stream().filter(Tasks::isRunnable).toList();
    }

    List<Task> allTasks() {
      return byNode.values().stream().flatMap(List::stream).toList();
    }

    /** The tasks on other nodes than these. */
    List<Task> elsewhere(List<Node> nodes) {
      Set<String> known = nodes.stream().map(Node::getId).collect(Collectors.toSet());
      return allTasks().stream().filter(task -> !known.contains(task.getNodeId())).toList();
    }

    /** Whether the node has a task that is to run, or has had one that is not to be followed. */
    boolean hasOrHad(Node node) {
      return tasks(node).stream().anyMatch(Tasks::isRunnable) || isDone(tasks(node));
    }

    /** Whether the newest task ended by itself and is not to be followed by another. */
    private boolean isDone(List<Task> tasks) {
      return tasks.stream()
          .max(Tasks.BY_TIME)
          .filter(Tasks::isTerminal)
          .filter(newest -> newest.getStatus().getState() != TaskState.SHUTDOWN)
          .filter(newest -> newest.getDesiredStateValue() < TaskState.REMOVE_VALUE)
          .filter(newest -> !RestartRule.of(newest).allowsAnotherAfter(newest, tasks))
          .filter(newest -> isClean(newest) || !Progress.isRollingBack(service))
          .isPresent();
    }
  }
}
