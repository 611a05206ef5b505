package io.skep.examples.reconciler;

import static io.skep.examples.reconciler.ReplicaGroup.KIND;

import io.skep.api.Config;
import io.skep.api.Task;
import io.skep.controller.CleaningReconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.CustomKind;
import io.skep.examples.reconciler.ReplicaGroup.Status;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps as many tasks as each group asks for, with the image that its config names. */
final class ReplicaGroups implements CleaningReconciler<ReplicaGroup> {
  private final NameRegistry names;

  ReplicaGroups(NameRegistry names) {
    this.names = names;
  }

  @Override
  public void declare(Sources<ReplicaGroup> on) {
    on.spec(KIND).owned(Kinds.TASK).referenced(Kinds.CONFIG, g -> List.of(g.spec().config()));
  }

  @Override
  public Future<Result> reconcile(Run<ReplicaGroup> run) {
    ReplicaGroup group = run.object().orElseThrow();
    Optional<Config> config = run.at().get(Kinds.CONFIG, group.spec().config());
    if (config.isEmpty()) {
      return run.commit(tx -> tx.status(KIND, group, new Status("no config", 0)));
    }
    Map<Long, Task> wanted = new TreeMap<>();
    for (long slot = 1; slot <= group.spec().replicas(); slot++) {
      wanted.put(slot, task(slot, config.get()));
    }
    return run.commit(
        tx -> {
          var changes = tx.children(KIND.key(group), Kinds.TASK, Task::getSlot).become(wanted);
          String phase = changes.isEmpty() ? "ready" : "rolling";
          tx.status(KIND, group, new Status(phase, wanted.size()));
        });
  }

  @Override
  public Future<Result> cleanup(Run<ReplicaGroup> run) {
    return names.release(run.id()).map(Result.done());
  }

  @Override
  public CustomKind<ReplicaGroup> kind() {
    return KIND;
  }

  @Override
  public String finalizer() {
    return "example.com/name";
  }

  private static Task task(long slot, Config config) {
    Task.Builder task = Task.newBuilder().setSlot(slot);
    task.getSpecBuilder().getContainerBuilder().setImage(config.getSpec().getData().toStringUtf8());
    return task.build();
  }
}
