package io.skep.examples.scheduler.revision;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateStatus;
import io.skep.orchestrator.update.DirtyCheck;
import io.skep.scheduler.constraint.Constraints;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether a cluster is what its services ask for: as many tasks as wanted run, all as the newest
 * specs say, and every update has come to its end. Jobs have converged when they are done.
 */
public final class Convergence {
  private final ReadTx view;
  private final List<String> lacking = new ArrayList<>();

  private Convergence(ReadTx view) {
    this.view = view;
  }

  /** What is lacking in {@code view}, in phrases by service; nothing if it has converged. */
  public static List<String> lackingIn(ReadTx view) {
    var convergence = new Convergence(view);
    view.list(Kinds.SERVICE).forEach(convergence::check);
    return convergence.lacking;
  }

  private void check(Service service) {
    List<Task> tasks = view.find(Kinds.TASK, TaskKind.byServiceId(service.getId()));
    checkUpdate(service);
    switch (service.getSpec().getModeCase()) {
      case REPLICATED ->
          checkRunning(service, tasks, service.getSpec().getReplicated().getReplicas());
      case GLOBAL -> checkRunning(service, tasks, eligibleNodes(service));
      case REPLICATED_JOB ->
          checkDone(service, tasks, service.getSpec().getReplicatedJob().getTotalCompletions());
      case GLOBAL_JOB -> checkDone(service, tasks, eligibleNodes(service));
      case MODE_NOT_SET -> lack(service, "it has no mode");
    }
  }

  private void checkUpdate(Service service) {
    UpdateStatus update = service.getUpdateStatus();
    switch (update.getState()) {
      case UPDATING, ROLLBACK_STARTED -> lack(service, "an update is under way");
      case PAUSED, ROLLBACK_PAUSED, ROLLBACK_COMPLETED -> lack(service, update.getMessage());
      default -> {}
    }
  }

  /** A global service keeps its tasks on nodes that take no new ones. */
  private void checkRunning(Service service, List<Task> tasks, long wanted) {
    DirtyCheck check = DirtyCheck.against(service);
    long running = 0;
    long former = 0;
    Optional<String> reason = Optional.empty();
    for (Task task : tasks) {
      boolean isWanted = task.getDesiredStateValue() <= TaskState.RUNNING_VALUE;
      if (isWanted && check.isDirty(view, task)) {
        former++;
      } else if (isWanted && task.getStatus().getState() == TaskState.RUNNING) {
        running++;
      } else if (isWanted && !task.getStatus().getErr().isEmpty()) {
        reason = Optional.of(task.getStatus().getErr());
      }
    }
    if (former > 0) {
      lack(service, "%d of %d tasks are those of a former spec".formatted(former, wanted));
      return;
    }
    boolean isEnough = service.getSpec().hasGlobal() ? running >= wanted : running == wanted;
    if (!isEnough) {
      lack(
          service,
          "%d of %d tasks run%s".formatted(running, wanted, reason.map(r -> ": " + r).orElse("")));
    }
  }

  private void checkDone(Service service, List<Task> tasks, long wanted) {
    long iteration = service.getJobStatus().getJobIteration().getIndex();
    long done =
        tasks.stream()
            .filter(task -> task.getJobIteration().getIndex() == iteration)
            .filter(task -> task.getStatus().getState() == TaskState.COMPLETE)
            .count();
    if (done != wanted) {
      lack(service, "%d of %d tasks are done".formatted(done, wanted));
    }
  }

  private long eligibleNodes(Service service) {
    Constraints constraints =
        Constraints.parseOrNone(service.getSpec().getTask().getPlacement().getConstraintsList());
    return view.list(Kinds.NODE).stream()
        .filter(Convergence::takesTasks)
        .filter(constraints::matches)
        .count();
  }

  private static boolean takesTasks(Node node) {
    return node.getStatus().getState() == NodeStatus.State.READY
        && node.getSpec().getAvailability() == NodeSpec.Availability.ACTIVE;
  }

  private void lack(Service service, String what) {
    lacking.add("%s: %s".formatted(service.getSpec().getAnnotations().getName(), what));
  }
}
