package io.skep.orchestrator.task;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.EventPredicate;
import io.skep.informer.Event;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;

/**
 * That a task begins to run. Nobody has to do anything about that, unless an update has waited for
 * it, or another task has held its place meanwhile. All pure.
 */
public final class Start {
  /** Tasks that run and did not before. */
  public static final EventPredicate<Task> SEEN = Start::isSeen;

  private Start() {}

  private static boolean isSeen(Event<? extends Task> event) {
    return event instanceof Event.Updated<? extends Task> update
        && isRunning(update.object())
        && !isRunning(update.old());
  }

  private static boolean isRunning(Task task) {
    return task.getStatus().getState() == TaskState.RUNNING;
  }

  /** The service of {@code task}, if it has waited for that; else none. */
  public static List<String> awaitedBy(Task task, ReadTx at) {
    return task.hasUpdate() || hasCompany(task, at) ? List.of(task.getServiceId()) : List.of();
  }

  private static boolean hasCompany(Task task, ReadTx at) {
    return at.get(Kinds.SERVICE, task.getServiceId()).stream()
            .flatMap(service -> Restarts.slotOf(at, service, task).stream())
            .filter(Tasks::isRunnable)
            .count()
        > 1;
  }
}
