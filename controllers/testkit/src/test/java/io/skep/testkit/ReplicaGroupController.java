package io.skep.testkit;

import static io.skep.testkit.ReplicaGroup.GROUP;

import io.skep.api.Config;
import io.skep.api.ContainerSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.custom.ChildSet;
import io.skep.controller.custom.ObjectTx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps the tasks of every group as they should be. */
final class ReplicaGroupController implements Reconciler<ReplicaGroup> {
  @Override
  public void declare(Sources<ReplicaGroup> on) {
    on.spec(GROUP)
        .owned(Kinds.TASK)
        .referenced(Kinds.CONFIG, group -> List.of(group.spec().configId()));
  }

  @Override
  public Future<Result> reconcile(Run<ReplicaGroup> run) {
    return run.commit(tx -> tx.get(GROUP, run.id()).ifPresent(group -> bringAbout(tx, group)));
  }

  private static void bringAbout(ObjectTx tx, ReplicaGroup group) {
    Optional<Config> config = tx.get(Kinds.CONFIG, group.spec().configId());
    Map<Long, Task> want = new TreeMap<>();
    for (long slot = 1; config.isPresent() && slot <= group.spec().replicas(); slot++) {
      want.put(slot, task(slot, config.get()));
    }
    ChildSet.Changes<Task> changes =
        tx.children(GROUP.key(group), Kinds.TASK, Task::getSlot).become(want);
    String phase = config.isEmpty() ? "NoConfig" : changes.isEmpty() ? "Ready" : "Rolling";
    tx.status(GROUP, group, new ReplicaGroup.Status(phase, want.size()));
  }

  private static Task task(long slot, Config config) {
    String image = config.getSpec().getData().toStringUtf8();
    return Task.newBuilder()
        .setSlot(slot)
        .setSpec(TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage(image)))
        .build();
  }
}
