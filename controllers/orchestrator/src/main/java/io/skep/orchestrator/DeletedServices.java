package io.skep.orchestrator;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.informer.Event;
import io.skep.orchestrator.task.Plan;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.util.List;

/** Has the tasks of a service removed when the service is deleted, whatever its mode was. */
public final class DeletedServices implements Reconciler<Service> {
  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE, event -> event instanceof Event.Deleted)
        .alsoDeleted()
        // At the start there are tasks whose service was deleted while nobody looked.
        .mapped(Kinds.TASK, (task, at) -> serviceOf(task), event -> event instanceof Event.Added);
  }

  /** A task without a service was not made by an orchestrator and is none of its business. */
  private static List<String> serviceOf(Task task) {
    return task.getServiceId().isEmpty() ? List.of() : List.of(task.getServiceId());
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    if (run.object().isPresent()) {
      return run.done();
    }
    var plan = new Plan();
    run.at().find(Kinds.TASK, TaskKind.byServiceId(run.id())).stream()
        .filter(task -> task.getDesiredStateValue() < TaskState.REMOVE_VALUE)
        .forEach(task -> plan.desire(task, TaskState.REMOVE));
    return plan.carryOut(run);
  }
}
