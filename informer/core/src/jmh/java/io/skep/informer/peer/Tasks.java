package io.skep.informer.peer;

import io.skep.api.Annotations;
import io.skep.api.ContainerSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.store.Index;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.List;

/** The objects of ours, and their indexes. */
final class Tasks {
  static final Index<Task, String> OF_NODE = Index.of("of node", Task::getNodeId);

  static final List<Index<Task, String>> INDEXES =
      List.of(
          OF_NODE,
          Index.of("of service", Task::getServiceId),
          Index.of("of slot", task -> Long.toString(task.getSlot())));

  private Tasks() {}

  /** A store of {@code count} tasks. */
  static MemoryStore store(int count) {
    var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
    store.update(
        tx -> {
          for (int i = 0; i < count; i++) {
            tx.create(Kinds.TASK, task(i));
          }
        });
    return store;
  }

  private static Task task(int number) {
    return Task.newBuilder()
        .setId(Names.object(number))
        .setNodeId(Names.node(number, 0))
        .setServiceId(Names.service(number))
        .setSlot(Names.slot(number))
        .setSpec(
            TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder().setImage(Names.IMAGE)))
        .setServiceAnnotations(Annotations.newBuilder().setName(Names.service(number)))
        .setDesiredState(TaskState.RUNNING)
        .setStatus(TaskStatus.newBuilder().setState(TaskState.RUNNING).setMessage(Names.status(0)))
        .build();
  }

  /** Commits that {@code edit} of the task with {@code id} gives it {@code value}. */
  static void update(MemoryStore store, String id, Edit edit, String value) {
    store.update(
        tx -> {
          Task.Builder task = tx.get(Kinds.TASK, id).orElseThrow().toBuilder();
          if (edit == Edit.NODE) {
            task.setNodeId(value);
          } else {
            task.getStatusBuilder().setMessage(value);
          }
          tx.update(Kinds.TASK, task.build());
        });
  }
}
