package io.skep.orchestrator.job;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.orchestrator.task.Jobs;
import io.skep.orchestrator.task.Nodes;
import io.skep.orchestrator.task.Plan;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Has one task of each global job end well on every node that its constraints admit: those that are
 * there, and those that join later. A task that fails is followed by another one on its node as the
 * restart policy allows. A new iteration removes what there is of the one before, and begins on
 * each node once that has stopped there.
 */
public final class GlobalJobs implements Reconciler<Service> {
  private final TaskSource source;

  /** New tasks come from {@code source}. */
  public GlobalJobs(TaskSource source) {
    this.source = Objects.requireNonNull(source, "source");
  }

  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE)
        .mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()), Standing.CHANGED)
        .mapped(Kinds.NODE, GlobalJobs::concerned, Nodes.LOOKS_DIFFERENT);
  }

  /** A node that keeps no tasks concerns only those that have one there. */
  private static List<String> concerned(Node node, ReadTx at) {
    if (Tasks.isLost(at.get(Kinds.NODE, node.getId()))) {
      return Nodes.servicesOn(at, node);
    }
    return at.list(Kinds.SERVICE).stream().filter(Jobs::isGlobalJob).map(Service::getId).toList();
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    Optional<Service> job = run.object().filter(Jobs::isGlobalJob);
    if (job.isEmpty()) {
      return run.done();
    }
    var plan = new Plan();
    var restarts = new Restarts(run.clock().instant(), plan);
    Constraints constraints =
        Constraints.parseOrNone(job.get().getSpec().getTask().getPlacement().getConstraintsList());
    Map<String, List<Task>> tasksByNode = tasksByNode(run.at(), run.id());
    for (Node node : run.at().list(Kinds.NODE)) {
      List<Task> tasks = tasksByNode.getOrDefault(node.getId(), List.of());
      tasksByNode.remove(node.getId());
      retire(tasks, job.get(), plan);
      Place place = placeOf(tasks, job.get());
      if (Tasks.isLost(Optional.of(node)) || !constraints.matches(node)) {
        place.stopAllBut("", plan);
      } else {
        mend(run.at(), node, place, restarts, plan);
        if (mayStart(run.at(), node, tasks, place)) {
          plan.step(tx -> start(tx, job.get(), node.getId()));
        }
      }
    }
    // What is left is on nodes that are no more: nobody will ever report that these tasks stopped.
    tasksByNode.values().forEach(tasks -> tasks.forEach(task -> deleteIfNodeIsGone(task, plan)));
    return plan.carryOut(run);
  }

  /** The nodes on which {@code job} would start a task now. */
  static List<Node> missingOn(ReadTx at, Service job) {
    Constraints constraints =
        Constraints.parseOrNone(job.getSpec().getTask().getPlacement().getConstraintsList());
    Map<String, List<Task>> tasksByNode = tasksByNode(at, job.getId());
    return at.list(Kinds.NODE).stream()
        .filter(node -> !Tasks.isLost(Optional.of(node)) && constraints.matches(node))
        .filter(
            node -> {
              List<Task> tasks = tasksByNode.getOrDefault(node.getId(), List.of());
              return mayStart(at, node, tasks, placeOf(tasks, job));
            })
        .toList();
  }

  private static Map<String, List<Task>> tasksByNode(ReadTx at, String jobId) {
    var byNode = new TreeMap<String, List<Task>>();
    for (Task task : at.find(Kinds.TASK, TaskKind.byServiceId(jobId))) {
      if (task.hasJobIteration()) {
        byNode.computeIfAbsent(task.getNodeId(), id -> new ArrayList<>()).add(task);
      }
    }
    return byNode;
  }

  private static void retire(List<Task> tasks, Service job, Plan plan) {
    tasks.stream()
        .filter(task -> !Jobs.isCurrent(task, job))
        .forEach(task -> plan.desire(task, TaskState.REMOVE));
  }

  private static Place placeOf(List<Task> tasks, Service job) {
    return new Place(tasks.stream().filter(task -> Jobs.isCurrent(task, job)).toList());
  }

  private void mend(ReadTx at, Node node, Place place, Restarts restarts, Plan plan) {
    if (place.progress(at) == Progress.DONE) {
      place.stopAllBut("", plan);
      return;
    }
    Optional<Task> kept = place.kept();
    if (kept.isEmpty()) {
      return;
    }
    Task task = kept.get();
    place.stopAllBut(task.getId(), plan);
    if (Tasks.isTerminal(task) && isAvailable(node)) {
      restarts.restart(task, (tx, job) -> source.onNode(tx, job, node.getId(), TaskState.READY));
    } else if (Tasks.isHeld(task)) {
      restarts.release(at, task, place.tasks());
    }
  }

  /** A task that failed on a node that is not available now is replaced once the node is. */
  private static boolean isAvailable(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }

  /**
   * Whether a task is missing on {@code node}. One that was stopped because the node could not keep
   * it is no failure and uses up nothing.
   */
  private static boolean mayStart(ReadTx at, Node node, List<Task> all, Place place) {
    Progress progress = place.progress(at);
    return isAvailable(node)
        && (progress == Progress.OPEN || (progress == Progress.SPENT && place.wasStopped()))
        && all.stream().noneMatch(task -> Tasks.mayRun(at, task));
  }

  private void start(Tx tx, Service planned, String nodeId) {
    Optional<Service> job =
        tx.get(Kinds.SERVICE, planned.getId())
            .filter(Jobs::isGlobalJob)
            .filter(stored -> Jobs.iterationOf(stored).equals(Jobs.iterationOf(planned)));
    Optional<Node> node = tx.get(Kinds.NODE, nodeId);
    if (job.isEmpty() || node.isEmpty()) {
      return;
    }
    List<Task> tasks =
        tx.find(Kinds.TASK, TaskKind.byNodeId(nodeId)).stream()
            .filter(task -> task.getServiceId().equals(planned.getId()))
            .toList();
    if (mayStart(tx, node.get(), tasks, placeOf(tasks, job.get()))) {
      tx.create(Kinds.TASK, source.onNode(tx, job.get(), nodeId, TaskState.COMPLETE));
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
