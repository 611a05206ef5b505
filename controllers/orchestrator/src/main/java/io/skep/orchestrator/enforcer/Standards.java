package io.skep.orchestrator.enforcer;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.Resources;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Tasks;
import io.skep.scheduler.Priority;
import io.skep.scheduler.constraint.Constraints;
import io.skep.scheduler.resource.GenericPool;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one node can keep: it admits tasks one after the other, the most urgent first and the oldest
 * among equals, and each takes its share of what is left. So those that must go are the least
 * urgent and the newest, and always the same ones. Used once.
 */
final class Standards {
  private static final Comparator<Task> KEPT_FIRST =
      Comparator.comparing(Priority::of).reversed().thenComparing(Tasks.BY_CREATION);

  private final ReadTx at;
  private final Node node;
  private final GenericPool generic;
  private long nanoCpus;
  private long memoryBytes;

  private Standards(ReadTx at, Node node) {
    Resources all = node.getDescription().getResources();
    this.at = at;
    this.node = node;
    generic = new GenericPool(all.getGenericList());
    nanoCpus = all.getNanoCpus();
    memoryBytes = all.getMemoryBytes();
  }

  /** Those of {@code tasks}, which are on {@code node}, that it cannot keep. */
  static List<Task> violators(ReadTx at, Node node, List<Task> tasks) {
    var standards = new Standards(at, node);
    return tasks.stream().sorted(KEPT_FIRST).filter(task -> !standards.admit(task)).toList();
  }

  /** One that is refused takes nothing, so that others may fit. */
  private boolean admit(Task task) {
    if (!constraintsOf(task).matches(node)) {
      return false;
    }
    // A task that waits for the node holds nothing yet, and is told why it waits by the scheduler.
    boolean holdsNothing = task.getStatus().getStateValue() < TaskState.ASSIGNED_VALUE;
    // A node that has not told yet what it has is not one that has nothing.
    return holdsNothing || !node.getDescription().hasResources() || take(task);
  }

  private Constraints constraintsOf(Task task) {
    Optional<Service> service = at.get(Kinds.SERVICE, task.getServiceId());
    var spec = service.map(known -> known.getSpec().getTask()).orElse(task.getSpec());
    return Constraints.parseOrNone(spec.getPlacement().getConstraintsList());
  }

  private boolean take(Task task) {
    Resources wanted = task.getSpec().getResources().getReservations();
    if (wanted.getNanoCpus() > nanoCpus
        || wanted.getMemoryBytes() > memoryBytes
        || !takeGeneric(task.getAssignedGenericResourcesList())) {
      return false;
    }
    nanoCpus -= wanted.getNanoCpus();
    memoryBytes -= wanted.getMemoryBytes();
    return true;
  }

  private boolean takeGeneric(List<GenericResource> units) {
    var held = new ArrayList<GenericResource>();
    for (GenericResource unit : units) {
      if (!generic.has(unit)) {
        generic.release(held);
        return false;
      }
      generic.hold(List.of(unit));
      held.add(unit);
    }
    return true;
  }
}
