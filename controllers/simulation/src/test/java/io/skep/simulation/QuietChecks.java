package io.skep.simulation;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.RestartPolicy;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.store.ReadTx;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold when a cluster is quiet: every service has what it asked for, or there is a true
 * reason; no node has more than it can take; nothing is left over. Tasks are not to end with
 * success.
 */
final class QuietChecks {
  /** What a new cluster keeps for each slot. */
  private static final int HISTORY = 5;

  private final Census census;
  private final List<String> violations = new ArrayList<>();

  private QuietChecks(ReadTx at) {
    census = new Census(at);
  }

  /** What does not hold, in words; empty if all is well. */
  static List<String> violations(ReadTx at) {
    var checks = new QuietChecks(at);
    checks.census.nodes().forEach(checks::checkNode);
    checks.census.services().forEach(checks::checkService);
    checks.census.tasks().forEach(checks::checkTask);
    checks.checkPorts();
    return checks.violations;
  }

  private void checkNode(Node node) {
    census
        .excesses(node)
        .forEach(excess -> violations.add(node.getId() + " has too much: " + excess));
  }

  private void checkService(Service service) {
    if (service.getSpec().hasReplicated()) {
      checkReplicas(service);
    } else {
      census.nodes().forEach(node -> checkGlobal(service, node));
    }
  }

  private void checkReplicas(Service service) {
    Map<Long, List<Task>> slots =
        census.tasksOf(service).stream()
            .collect(Collectors.groupingBy(Task::getSlot, TreeMap::new, Collectors.toList()));
    long filled = 0;
    for (Map.Entry<Long, List<Task>> slot : slots.entrySet()) {
      long wanted = slot.getValue().stream().filter(Census::isWanted).count();
      check(
          wanted <= most(service),
          "%s slot %d has %d tasks".formatted(service.getId(), slot.getKey(), wanted));
      filled += wanted > 0 || isDone(slot.getValue()) ? 1 : 0;
      checkHistory(service, "slot " + slot.getKey(), slot.getValue());
    }
    checkUpdate(service);
    long replicas = service.getSpec().getReplicated().getReplicas();
    check(filled == replicas, "%s has %d of %d".formatted(service.getId(), filled, replicas));
  }

  /** While an update waits, or is paused, both the old and the new task of a slot may be there. */
  private static int most(Service service) {
    return switch (service.getUpdateStatus().getState()) {
      case UPDATING, ROLLBACK_STARTED, PAUSED, ROLLBACK_PAUSED -> startsFirst(service) ? 2 : 1;
      default -> 1;
    };
  }

  private static boolean startsFirst(Service service) {
    return Stream.of(service.getSpec(), service.getPreviousSpec())
        .flatMap(spec -> Stream.of(spec.getUpdate(), spec.getRollback()))
        .anyMatch(config -> config.getOrder() == UpdateOrder.START_FIRST);
  }

  /** An update is over, or paused, or waits for a task that says what it waits for. */
  private void checkUpdate(Service service) {
    List<Task> wanted = census.tasksOf(service).stream().filter(Census::isWanted).toList();
    switch (service.getUpdateStatus().getState()) {
      case PAUSED, ROLLBACK_PAUSED -> {}
      case UPDATING, ROLLBACK_STARTED ->
          check(
              wanted.stream().anyMatch(task -> !task.getStatus().getErr().isEmpty()),
              "%s rests in %s".formatted(service.getId(), service.getUpdateStatus()));
      default ->
          // The old task of a slot stays if the one that was started first has failed, which is
          // counted only if it matters to the update.
          check(
              service.getSpec().getUpdate().getFailureAction() == FailureAction.CONTINUE
                  || wanted.stream().filter(task -> !runs(task, service)).count()
                      <= service.getUpdateStatus().getProgress().getFailures(),
              "%s is updated but not all its tasks are: %s".formatted(service, wanted));
    }
  }

  /** Placement may differ: a task need not move when only that has changed. */
  private static boolean runs(Task task, Service service) {
    return task.getSpec().toBuilder()
        .clearPlacement()
        .build()
        .equals(service.getSpec().getTask().toBuilder().clearPlacement().build());
  }

  private void checkGlobal(Service service, Node node) {
    List<Task> here =
        census.tasksOf(service).stream()
            .filter(task -> task.getNodeId().equals(node.getId()))
            .toList();
    long wanted = here.stream().filter(Census::isWanted).count();
    boolean lost =
        node.getStatus().getState() == NodeStatus.State.DOWN
            || node.getSpec().getAvailability() == Availability.DRAIN;
    boolean admitted =
        Census.admits(node, service.getSpec().getTask().getPlacement().getConstraintsList());
    if (lost || !admitted) {
      check(
          wanted == 0,
          "%s has a task on %s, where it must not".formatted(service.getId(), node.getId()));
    } else if (node.getSpec().getAvailability() == Availability.PAUSE) {
      // Whatever was under way when the node was paused stays so.
      check(
          wanted <= (startsFirst(service) ? 2 : 1),
          "%s has %d tasks on %s".formatted(service.getId(), wanted, node.getId()));
    } else {
      check(
          (wanted >= 1 && wanted <= most(service)) || (wanted == 0 && isDone(here)),
          "%s has %d tasks on %s".formatted(service.getId(), wanted, node.getId()));
    }
    checkHistory(service, node.getId(), here);
  }

  /** Whether the last task failed and the policy allows no more. */
  private static boolean isDone(List<Task> slot) {
    List<Task> kept =
        slot.stream()
            .filter(task -> task.getDesiredState() != TaskState.REMOVE)
            .sorted(Comparator.comparing((Task task) -> task.getMeta().getVersion().getIndex()))
            .toList();
    if (kept.isEmpty()) {
      return false;
    }
    RestartPolicy policy = kept.get(0).getSpec().getRestart();
    return policy.getCondition() == RestartCondition.NONE
        || (policy.getMaxAttempts() > 0 && kept.size() > policy.getMaxAttempts());
  }

  private void checkHistory(Service service, String where, List<Task> slot) {
    long attempts = service.getSpec().getTask().getRestart().getMaxAttempts();
    long retention = attempts > 0 ? attempts + 1 : HISTORY;
    long ended =
        slot.stream()
            .filter(task -> task.getStatus().getState().compareTo(TaskState.RUNNING) > 0)
            .count();
    check(
        ended <= retention, "%s %s keeps %d ended tasks".formatted(service.getId(), where, ended));
  }

  private void checkTask(Task task) {
    if (Census.isWanted(task)) {
      checkWanted(task);
    } else {
      boolean left = Census.isWithAgent(task) && census.isAtWork(task.getNodeId());
      check(!left, "%s is to stop but runs on %s".formatted(task.getId(), task.getNodeId()));
    }
    boolean gone = task.getDesiredState() == TaskState.REMOVE && !Census.isWithAgent(task);
    check(!gone, "%s has been removed but is there".formatted(task.getId()));
    check(
        census.service(task.getServiceId()).isPresent()
            || task.getDesiredState() == TaskState.REMOVE,
        "%s has no service but is kept".formatted(task.getId()));
  }

  private void checkWanted(Task task) {
    switch (task.getStatus().getState()) {
      case RUNNING -> checkRunning(task);
      case PENDING -> checkPending(task);
      case NEW -> checkNew(task);
      default ->
          violations.add("%s rests in %s".formatted(name(task), task.getStatus().getState()));
    }
  }

  private void checkRunning(Task task) {
    check(task.getDesiredState() == TaskState.RUNNING, "%s runs but is held".formatted(name(task)));
    check(
        census.nodes().stream()
            .filter(node -> node.getId().equals(task.getNodeId()))
            .anyMatch(node -> Census.isAtWork(node) && Census.admits(node, task)),
        "%s runs on %s, which is not fit for it".formatted(name(task), task.getNodeId()));
  }

  private void checkPending(Task task) {
    check(!task.getStatus().getErr().isEmpty(), "%s waits without a reason".formatted(name(task)));
    for (Node node : census.nodes()) {
      boolean mayGoThere = task.getNodeId().isEmpty() || task.getNodeId().equals(node.getId());
      check(
          !mayGoThere || census.obstacle(node, task).isPresent(),
          "%s waits (%s) but %s could take it"
              .formatted(name(task), task.getStatus().getErr(), node.getId()));
    }
  }

  /** Only a port that another service has keeps a task from being scheduled. */
  private void checkNew(Task task) {
    Service service = census.service(task.getServiceId()).orElseThrow();
    List<String> asked =
        service.getSpec().getEndpoint().getPortsList().stream().map(Census::nameOf).toList();
    boolean taken =
        census.services().stream()
            .filter(other -> !other.getId().equals(service.getId()))
            .flatMap(other -> other.getEndpoint().getPortsList().stream())
            .map(Census::nameOf)
            .anyMatch(asked::contains);
    check(!service.hasEndpoint() && taken, "%s was never allocated".formatted(name(task)));
  }

  private void checkPorts() {
    List<String> published =
        census.services().stream()
            .flatMap(service -> service.getEndpoint().getPortsList().stream())
            .filter(port -> port.getPublishMode() == PublishMode.INGRESS)
            .filter(port -> port.getPublishedPort() != 0)
            .map(Census::nameOf)
            .toList();
    check(
        published.stream().distinct().count() == published.size(),
        "shared ports: %s".formatted(published));
    for (Service service : census.services()) {
      for (PortConfig port : service.getEndpoint().getPortsList()) {
        check(
            port.getPublishedPort() != 0,
            "%s has a port without number".formatted(service.getId()));
      }
    }
  }

  private static String name(Task task) {
    return "%s (%s.%d)".formatted(task.getId(), task.getServiceId(), task.getSlot());
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      violations.add(otherwise);
    }
  }
}
