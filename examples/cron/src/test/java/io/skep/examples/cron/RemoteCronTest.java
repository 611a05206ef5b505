package io.skep.examples.cron;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.controller.custom.ObjectMeta;
import io.skep.examples.cron.CronJob.Spec;
import io.skep.informer.remote.grpc.Server;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reconciler of the other tests, unchanged, over a real socket. */
class RemoteCronTest {
  private static final int LOOKS = 18_000;
  private static final String BACKUP = "backup";

  /** Once a year, so that nothing becomes due while the test runs. */
  private static final Spec YEARLY = Spec.of("0 0 1 1 *", "backup:1");

  private final Vertx vertx = Vertx.vertx();

  /** What is written there is stamped with the year 2000: a yearly job is due at once. */
  private final Store store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(new VirtualClock(1)));

  @TempDir private Path folder;
  private StoreServer server;
  private RemoteCron cron;

  @BeforeEach
  void open() {
    Path socket = folder.resolve("skep.sock");
    server = new StoreServer(vertx, store, ServerOptions.at(Listener.unix(socket)));
    await(server.start());
    cron = new RemoteCron(vertx, List.of(Server.unix(socket)));
  }

  @AfterEach
  void close() {
    await(cron.stop());
    await(server.stop());
    store.close();
    await(vertx.close());
  }

  @Test
  void aJobThatIsDueStartsAndItsEndIsReported() {
    await(
        store.update(
            tx ->
                tx.create(
                    CronJob.KIND,
                    new CronJob(ObjectMeta.identified(BACKUP, BACKUP), YEARLY, null))));

    await(cron.start());
    until(() -> !services().isEmpty() && status() != null && status().active().size() == 1);
    Service job = services().get(0);
    assertThat(job.getSpec().getTask().getContainer().getImage()).isEqualTo("backup:1");
    assertThat(JobService.time(job).toString()).endsWith("-01-01T00:00:00Z");

    await(
        store.update(
            tx ->
                tx.create(
                    Kinds.TASK,
                    Task.newBuilder()
                        .setId("t")
                        .setServiceId(job.getId())
                        .setStatus(TaskStatus.newBuilder().setState(TaskState.COMPLETE))
                        .build())));
    until(() -> status().active().isEmpty());
    assertThat(services()).hasSize(1);
  }

  @Test
  void aCronJobIsCreatedFromAfarAndThenChanged() {
    await(cron.start());

    await(cron.put(BACKUP, YEARLY));
    until(() -> store.view().get(CronJob.KIND, BACKUP).isPresent() && status() != null);
    await(cron.put(BACKUP, YEARLY.withSchedule("oops")));

    until(() -> status().problem() != null);
    assertThat(status().problem()).startsWith("schedule \"oops\" is none");
  }

  private CronJob.Status status() {
    return store.view().get(CronJob.KIND, BACKUP).orElseThrow().status();
  }

  private List<Service> services() {
    return store.view().list(Kinds.SERVICE);
  }

  private static void until(BooleanSupplier wanted) {
    for (int look = 0; !wanted.getAsBoolean(); look++) {
      assertThat(look).as("looks").isLessThan(LOOKS);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static void await(Future<?> future) {
    future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }
}
