package io.skep.examples.hello;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import io.vertx.core.Future;
import java.util.List;

/** Keeps as many tasks as each service asks for. */
final class Replicas implements Reconciler<Service> {
  @Override
  public void declare(Sources<Service> on) {
    on.primary(Kinds.SERVICE).mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()));
  }

  @Override
  public Future<Result> reconcile(Run<Service> run) {
    long wanted = run.object().map(s -> s.getSpec().getReplicated().getReplicas()).orElse(0L);
    int actual = run.at().find(Kinds.TASK, TaskKind.byServiceId(run.id())).size();
    return actual >= wanted
        ? run.done()
        : run.commit(tx -> tx.create(Kinds.TASK, task(run, actual)));
  }

  private static Task task(Run<Service> run, int actual) {
    String id = run.id() + "." + (actual + 1);
    return Task.newBuilder().setId(id).setServiceId(run.id()).setSlot(actual + 1).build();
  }
}
