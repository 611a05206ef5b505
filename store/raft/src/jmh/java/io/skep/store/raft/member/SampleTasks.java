package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** Tasks as a store of many has them: of services of a hundred, on a node for each fifty. */
final class SampleTasks {
  private static final int IN_A_TRANSACTION = 1_000;
  private static final int UNDER_WAY = 512;
  private static final int OF_A_SERVICE = 100;
  private static final int OF_A_NODE = 50;

  /** What an entry of the log adds to its object, roughly. */
  private static final int ENTRY_OVERHEAD_BYTES = 60;

  private SampleTasks() {}

  /** Creates so many, whose numbers begin with 0. */
  static void create(Store store, int count) {
    for (int from = 0; from < count; from += IN_A_TRANSACTION) {
      int first = from;
      int end = Math.min(count, from + IN_A_TRANSACTION);
      await(
          store.update(
              tx ->
                  IntStream.range(first, end).forEach(each -> tx.create(Kinds.TASK, task(each)))));
    }
  }

  /** Updates those of {@code tasks} in turn, so many times, in a transaction each. */
  static void update(Store store, int tasks, long times) throws InterruptedException {
    var room = new Semaphore(UNDER_WAY);
    var failure = new AtomicReference<Throwable>();
    for (long each = 0; each < times && failure.get() == null; each++) {
      long number = each;
      room.acquire();
      store
          .update(
              tx ->
                  tx.update(
                      Kinds.TASK, changed(tx.get(Kinds.TASK, id(number % tasks)).get(), number)))
          .onComplete(
              done -> {
                if (done.failed()) {
                  failure.set(done.cause());
                }
                room.release();
              });
    }
    room.acquire(UNDER_WAY);
    if (failure.get() != null) {
      throw new IllegalStateException("a write failed", failure.get());
    }
  }

  /** How long an entry is that updates one. */
  static long entryBytes() {
    return changed(task(1), 1).getSerializedSize() + ENTRY_OVERHEAD_BYTES;
  }

  private static String id(long number) {
    return "task-%020d".formatted(number);
  }

  private static Task changed(Task before, long number) {
    Task.Builder task = before.toBuilder();
    task.getStatusBuilder().setMessage("looked at for the %012dth time".formatted(number));
    return task.build();
  }

  private static Task task(long number) {
    String service = "service-%017d".formatted(number / OF_A_SERVICE);
    Task.Builder task =
        Task.newBuilder()
            .setId(id(number))
            .setServiceId(service)
            .setSlot(number % OF_A_SERVICE + 1)
            .setNodeId("node-%020d".formatted(number / OF_A_NODE))
            .setDesiredState(TaskState.RUNNING);
    task.getAnnotationsBuilder().setName(service + "." + number).putLabels("tier", "web");
    task.getServiceAnnotationsBuilder().setName(service);
    task.getStatusBuilder().setState(TaskState.RUNNING).setMessage("started");
    task.getSpecBuilder()
        .getContainerBuilder()
        .setImage("registry.example.com/shop/web:1.25.3-alpine")
        .addEnv("LOG_LEVEL=info")
        .addEnv("DATABASE=postgres://db.internal:5432/shop");
    task.getSpecBuilder()
        .getResourcesBuilder()
        .getReservationsBuilder()
        .setNanoCpus(250_000_000)
        .setMemoryBytes(256 << 20);
    return task.build();
  }
}
