package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.TaskState;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** rt.L-8, for services of many tasks. */
class SpacedLooksTest {
  private static final int TASKS = 1_000;
  private static final Duration PAUSE = SpacedLooks.pause(TASKS);

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private final List<Instant> looks = new ArrayList<>();
  private Result answer = Result.done();

  @BeforeEach
  void start() {
    var manager = StoreManager.on(clock.loop("leader"), store);
    manager.add("looks", new SpacedLooks(new Looking()));
    manager.start();
    clock.runUntilIdle();
  }

  @Test
  void oneLookSeesToAllThatHappensDuringThePause() {
    create("web", TASKS);

    for (int i = 0; i < 100; i++) {
      end("web", i);
    }

    assertThat(looks).hasSize(1);
    clock.advance(PAUSE);
    assertThat(looks).hasSize(2);
    assertThat(Duration.between(looks.get(0), looks.get(1))).isEqualTo(PAUSE);
  }

  @Test
  void whatComesAfterThePauseIsLookedAtAtOnce() {
    create("web", TASKS);
    clock.advance(PAUSE);

    end("web", 1);

    assertThat(looks).hasSize(2);
  }

  @Test
  void aChangeOfTheServiceItselfDoesNotWait() {
    create("web", TASKS);

    write(
        tx ->
            tx.update(
                Kinds.SERVICE,
                tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder()
                    .setPendingDelete(true)
                    .build()));

    assertThat(looks).hasSize(2);
  }

  @Test
  void aSmallServiceIsLookedAtForEachTask() {
    create("web", SpacedLooks.LARGE - 1);

    for (int i = 0; i < 10; i++) {
      end("web", i);
    }

    assertThat(looks).hasSize(11);
  }

  @Test
  void aServiceDoesNotWaitForAnother() {
    create("web", TASKS);
    create("db", TASKS);

    assertThat(looks).hasSize(2);
  }

  @Test
  void aLookThatDidNotSettleItIsNoneToWaitAfter() {
    answer = Result.backOff();
    create("web", TASKS);

    answer = Result.done();
    end("web", 1);

    assertThat(looks).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"500, 10", "10000, 200", "50000, 1000", "2000000000, 1000"})
  void thePauseGrowsWithTheTasksUpToASecond(int tasks, long millis) {
    assertThat(SpacedLooks.pause(tasks)).isEqualTo(Duration.ofMillis(millis));
  }

  private void create(String service, int tasks) {
    write(
        tx -> {
          tx.create(Kinds.SERVICE, Sample.replicated(service, tasks));
          for (int i = 0; i < tasks; i++) {
            tx.create(
                Kinds.TASK,
                Sample.running(service + i, i, "n1").toBuilder().setServiceId(service).build());
          }
        });
  }

  private void end(String service, int task) {
    write(
        tx -> {
          var changed = tx.get(Kinds.TASK, service + task).orElseThrow().toBuilder();
          changed.getStatusBuilder().setState(TaskState.FAILED);
          tx.update(Kinds.TASK, changed.build());
        });
  }

  private void write(Consumer<Tx> body) {
    store.update(body).onFailure(AssertionError::new);
    clock.runUntilIdle();
  }

  /** Notes when it looks. */
  private final class Looking implements Reconciler<Service> {
    @Override
    public void declare(Sources<Service> on) {
      on.primary(Kinds.SERVICE).mapped(Kinds.TASK, (task, at) -> List.of(task.getServiceId()));
    }

    @Override
    public Future<Result> reconcile(Run<Service> run) {
      looks.add(clock.instant());
      return Future.succeededFuture(answer);
    }
  }
}
