package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.ClusterState.name;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must hold at every moment for the tasks of one service while it is changed. */
final class UpdateChecks {
  private static final UpdateConfig DEFAULTS = UpdateConfig.newBuilder().setParallelism(1).build();

  private final Service service;
  private final Map<String, List<Task>> slots = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();

  UpdateChecks(Service service, List<Task> tasks) {
    this.service = service;
    for (Task task : tasks) {
      String place = service.getSpec().hasGlobal() ? task.getNodeId() : "slot " + task.getSlot();
      slots.computeIfAbsent(place, any -> new ArrayList<>()).add(task);
    }
  }

  /** The rules of the update that is under way (OR-70, OR-73). */
  static UpdateConfig config(Service service) {
    boolean back =
        service.getUpdateStatus().getState() == UpdateStatus.UpdateState.ROLLBACK_STARTED;
    if (back) {
      return service.getSpec().hasRollback() ? service.getSpec().getRollback() : DEFAULTS;
    }
    return service.getSpec().hasUpdate() ? service.getSpec().getUpdate() : DEFAULTS;
  }

  List<String> violations() {
    if (service.getSpec().hasReplicated() || service.getSpec().hasGlobal()) {
      slots.values().forEach(this::checkSlot);
      checkParallelism();
    }
    return violations;
  }

  /**
   * OR-8, OR-74: one task at a time; two only while the new one starts before the old one stops.
   */
  private void checkSlot(List<Task> slot) {
    List<Task> wanted = slot.stream().filter(ClusterState::isRunnable).toList();
    long current = wanted.stream().filter(task -> UpToDate.isTrueOf(service, task)).count();
    int allowed = isStartFirst() ? 2 : 1;
    if (wanted.size() > allowed || current > 1) {
      violations.add(
          "%s: %d tasks in one place, %d of them up to date"
              .formatted(name(wanted.get(0)), wanted.size(), current));
    }
    long running =
        slot.stream().filter(task -> task.getStatus().getState() == TaskState.RUNNING).count();
    if (!isStartFirst() && running > 1 && current > 0) {
      violations.add(
          "%s: %d tasks run in one place, though it is stop-first"
              .formatted(name(slot.get(0)), running));
    }
  }

  private boolean isStartFirst() {
    return config(service).getOrder() == UpdateConfig.UpdateOrder.START_FIRST;
  }

  /** OR-74: no more places are between the old and the new task than the update allows. */
  private void checkParallelism() {
    UpdateStatus.UpdateState state = service.getUpdateStatus().getState();
    boolean underWay =
        state == UpdateStatus.UpdateState.UPDATING
            || state == UpdateStatus.UpdateState.ROLLBACK_STARTED;
    long allowed = config(service).getParallelism();
    long between = slots.values().stream().filter(this::isBetween).count();
    if (underWay && allowed > 0 && between > allowed) {
      violations.add(
          "%s: %d places are updated at a time, %d are allowed"
              .formatted(service.getSpec().getAnnotations().getName(), between, allowed));
    }
  }

  /** Whether a task of the new spec is on its way in the place of one that ran before. */
  private boolean isBetween(List<Task> slot) {
    boolean starts =
        slot.stream()
            .filter(ClusterState::isRunnable)
            .filter(task -> UpToDate.isTrueOf(service, task))
            .anyMatch(task -> task.getStatus().getStateValue() < TaskState.RUNNING_VALUE);
    return starts && slot.stream().anyMatch(task -> !UpToDate.isTrueOf(service, task));
  }
}
