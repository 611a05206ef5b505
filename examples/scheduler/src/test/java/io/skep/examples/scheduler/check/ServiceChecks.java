package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold for each service: as many tasks as were asked for, each in a place of its own. */
final class ServiceChecks {
  private final ClusterState state;
  private final List<String> violations = new ArrayList<>();

  ServiceChecks(ClusterState state) {
    this.state = state;
  }

  List<String> violations() {
    for (Task task : state.tasks()) {
      if (ClusterState.isRunnable(task)) {
        checkAlive(task);
      }
    }
    for (Service service : state.services()) {
      if (service.getSpec().hasReplicated()) {
        checkReplicas(service);
      } else if (service.getSpec().hasGlobal()) {
        checkGlobal(service);
      }
    }
    return violations;
  }

  private void checkAlive(Task task) {
    if (!task.getServiceId().isEmpty() && state.service(task.getServiceId()).isEmpty()) {
      violations.add("%s runs for a service that does not exist".formatted(name(task)));
    }
    if (task.getStatus().getStateValue() > TaskState.RUNNING_VALUE) {
      violations.add(
          "%s has ended (%s) and nobody acted on it"
              .formatted(name(task), task.getStatus().getState()));
    }
  }

  private void checkReplicas(Service service) {
    String serviceName = service.getSpec().getAnnotations().getName();
    var slots = new HashSet<Long>();
    for (Task task : runnable(service)) {
      if (task.getSlot() < 1 || !slots.add(task.getSlot())) {
        violations.add(
            "%s: slot %d is taken twice or is no slot".formatted(serviceName, task.getSlot()));
      }
    }
    long wanted = service.getSpec().getReplicated().getReplicas();
    long done = mayEnd(service) ? endedSlots(service, slots) : 0;
    if (slots.size() > wanted || slots.size() + done < wanted) {
      violations.add("%s: %d tasks for %d replicas".formatted(serviceName, slots.size(), wanted));
    }
  }

  /** Whether a task of the service may end without being replaced (OR-64). */
  private static boolean mayEnd(Service service) {
    RestartPolicy restart = service.getSpec().getTask().getRestart();
    return service.getSpec().getTask().hasRestart()
        && (restart.getCondition() != RestartPolicy.RestartCondition.ANY
            || restart.getMaxAttempts() > 0);
  }

  private long endedSlots(Service service, Set<Long> running) {
    return state.tasks().stream()
        .filter(task -> task.getServiceId().equals(service.getId()))
        .filter(task -> task.getStatus().getStateValue() > TaskState.RUNNING_VALUE)
        .filter(task -> task.getDesiredStateValue() != TaskState.REMOVE_VALUE)
        .map(Task::getSlot)
        .filter(slot -> !running.contains(slot))
        .distinct()
        .count();
  }

  private void checkGlobal(Service service) {
    String serviceName = service.getSpec().getAnnotations().getName();
    List<Task> tasks = runnable(service);
    Set<String> nodes = tasks.stream().map(Task::getNodeId).collect(Collectors.toSet());
    if (nodes.size() != tasks.size()) {
      violations.add("%s: a node has two of its tasks".formatted(serviceName));
    }
    for (Node node : state.nodes()) {
      boolean has = nodes.contains(node.getId());
      if (!has && wantsGlobal(service, node) && !mayEnd(service)) {
        violations.add("%s: %s has none of its tasks".formatted(serviceName, name(node)));
      }
    }
  }

  private static boolean wantsGlobal(Service service, Node node) {
    List<String> texts = service.getSpec().getTask().getPlacement().getConstraintsList();
    return node.getStatus().getState() != NodeStatus.State.DOWN
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE
        && Constraint.parseAll(texts).orElse(List.of()).stream().allMatch(c -> c.allows(node));
  }

  private List<Task> runnable(Service service) {
    return state.tasks().stream()
        .filter(task -> task.getServiceId().equals(service.getId()))
        .filter(ClusterState::isRunnable)
        .toList();
  }
}
