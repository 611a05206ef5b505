package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.controller.runtime.FaultyStore.Fault;
import io.skep.store.AlreadyExistsException;
import io.skep.store.BatchResult;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How runs write: conflicts, lost answers, and whose writes they are. */
class WriteTest {
  private static final RetryPolicy EXACT =
      RetryPolicy.exponential(Duration.ofHours(1), Duration.ofHours(2), 0);

  private final World world = new World();
  private final Script<Service> script = Script.onServices();
  private final List<Long> tries = new ArrayList<>();

  @BeforeEach
  void addTheController() {
    world.create(World.service("web"));
    world.manager.add("test", script, ControllerOptions.DEFAULT.withRetry(EXACT).withoutFailsafe());
  }

  @Test // rt.E-9
  void aConflictRunsTheBodyAgainOnFreshDataAfterTenMilliseconds() {
    failNext(Fault.CONFLICT, 2);
    script.then(run -> run.commit(this::createTask));
    world.start();
    assertThat(world.store.view().list(Kinds.TASK)).isEmpty();

    world.advance(Duration.ofMillis(22));

    assertThat(world.store.view().list(Kinds.TASK)).hasSize(1);
    assertThat(tries).hasSize(3);
    assertThat(tries.get(1) - tries.get(0)).isBetween(9_000_000L, 11_000_000L);
    assertThat(tries.get(2) - tries.get(1)).isBetween(9_000_000L, 11_000_000L);
    assertThat(script.attempts()).as("a conflict is no attempt").containsOnly(1);
    assertThat(world.meters.get("skep.controller.conflicts").counter().count()).isEqualTo(2);
  }

  @Test // rt.E-9
  void aRealConflictIsOverInTheNextTransaction() {
    var stale = new AtomicReference<Service>();
    script.then(
        run -> {
          stale.set(run.object().orElseThrow());
          world.writeQuietly(tx -> tx.update(Kinds.SERVICE, renamed(tx, "by somebody")));
          return run.commit(
              tx -> {
                // The first time what the run saw, as a careless reconciler would.
                Service base = stale.getAndSet(null);
                tx.update(Kinds.SERVICE, base != null ? base : renamed(tx, "by the run"));
              });
        });
    world.start();
    world.advance(Duration.ofMillis(11));

    assertThat(world.store.view().get(Kinds.SERVICE, "web").orElseThrow().getSpec())
        .extracting(spec -> spec.getAnnotations().getName())
        .isEqualTo("by the run");
  }

  @Test // rt.E-9
  void afterFiveRerunsTheLastConflictIsReportedAndTheRunHasFailedOnce() {
    failNext(Fault.CONFLICT, 6);
    var reported = new AtomicReference<Throwable>();
    script.then(run -> run.commit(this::createTask).onFailure(reported::set));
    world.start();

    world.advance(Duration.ofMillis(5 * 11));

    assertThat(tries).hasSize(6);
    assertThat(reported.get()).isInstanceOf(VersionConflictException.class);
    assertThat(runs("conflict")).isEqualTo(1);
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofHours(1));
    assertThat(script.attempts()).containsExactly(1, 2);
  }

  @Test // rt.E-9
  void otherFailuresAreNotTriedAgain() {
    script.then(
        run ->
            run.commit(
                tx -> {
                  createTask(tx);
                  createTask(tx);
                }));
    world.start();
    world.advance(Duration.ofSeconds(1));

    assertThat(script.runs).hasSize(1);
    assertThat(runs("failed")).isEqualTo(1);
    assertThat(world.store.view().list(Kinds.TASK)).as("nothing was written").isEmpty();
  }

  @Test // rt.R-5: what has become of the write shows in the next snapshot
  void afterALostAnswerTheKeyRunsAgainOnceTheStoreKnowsWhatBecameOfTheWrite() {
    failNext(Fault.ANSWER_LOST, 1);
    var found = new ArrayList<Integer>();
    script.always(
        run -> {
          found.add(run.at().count(Kinds.TASK));
          return run.at().count(Kinds.TASK) == 0 ? run.commit(this::createTask) : run.done();
        });
    world.start();
    assertThat(script.runs).hasSize(1);

    world.advance(FaultyStore.UNSETTLED.minusMillis(1));
    assertThat(script.runs).as("the store takes no writes yet").hasSize(1);
    world.advance(Duration.ofMillis(100));

    assertThat(found).containsExactly(0, 1);
    assertThat(script.attempts()).as("it consumes no attempt").containsExactly(1, 1);
    assertThat(runs("unknown")).isEqualTo(1);
    assertThat(runs("failed")).isZero();
  }

  @Test
  void aWriteThatWasLostWithItsAnswerIsDoneAgain() {
    failNext(Fault.LOST, 1);
    script.always(
        run -> run.at().count(Kinds.TASK) == 0 ? run.commit(this::createTask) : run.done());
    world.start();
    world.advance(Duration.ofSeconds(1));

    assertThat(world.store.view().count(Kinds.TASK)).isEqualTo(1);
    assertThat(script.attempts()).containsOnly(1);
  }

  @Test // rt.Q-2: until its write is known, the key is in no other run
  void noChangeStartsARunBeforeTheOutcomeIsKnown() {
    failNext(Fault.ANSWER_LOST, 1);
    script.then(run -> run.commit(this::createTask));
    world.start();

    world.store.faults = origin -> Fault.NONE;
    world.advance(Duration.ofMillis(10));
    world.manager.add("other", Script.onServices());
    world.advance(FaultyStore.UNSETTLED.minusMillis(20));
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofSeconds(1));

    assertThat(script.runs).hasSize(2);
  }

  @Test
  void aBatchWritesStepByStepAndReportsTheOnesThatFail() {
    var result = new AtomicReference<BatchResult>();
    script.then(
        run ->
            run.batch(
                    List.<Consumer<Tx>>of(
                            tx -> tx.create(Kinds.TASK, World.task("a", "web")),
                            tx -> tx.create(Kinds.TASK, World.task("a", "web")),
                            tx -> tx.create(Kinds.TASK, World.task("b", "web")))
                        .iterator())
                .map(
                    done -> {
                      result.set(done);
                      return Result.done();
                    }));
    world.start();

    assertThat(result.get().failures()).hasSize(1);
    assertThat(result.get().failures().get(0).step()).isEqualTo(1);
    assertThat(result.get().failures().get(0).cause()).isInstanceOf(AlreadyExistsException.class);
    assertThat(world.store.view().list(Kinds.TASK))
        .extracting(Task::getId)
        .containsExactly("a", "b");
  }

  @Test
  void commitsNameTheControllerAndTheKey() {
    var writers = new ArrayList<String>();
    Watcher watcher = world.store.watch(world.loop(), Interest.all());
    script
        .then(run -> run.commit(this::createTask))
        .then(
            run ->
                run.batch(oneStep(tx -> tx.delete(Kinds.TASK, "task"))).map(done -> Result.done()));
    world.start();
    world.touch("web");

    for (var next = watcher.next();
        next instanceof Watcher.Next.Delivered delivered;
        next = watcher.next()) {
      Commit commit = delivered.commit();
      writers.add(commit.origin().writer());
    }
    assertThat(writers).containsExactly("test/web", "somebody", "test/web");
  }

  @Test
  void aRunIsNotOverWhileOneOfItsWritesIsNotDecided() {
    failNext(Fault.CONFLICT, 1);
    script.then(
        run -> {
          run.commit(this::createTask); // Not waited for.
          return run.done();
        });
    world.start();
    world.touch("web");
    assertThat(script.runs).hasSize(1);

    world.advance(Duration.ofMillis(11));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().at().count(Kinds.TASK)).isEqualTo(1);
  }

  @Test
  void aRunThatIsOverWritesNothing() {
    world.start();
    Run<Service> old = script.last();
    var late = new ArrayList<Future<Result>>();

    world.loop().execute(() -> late.add(old.commit(this::createTask)));
    world.advance(Duration.ZERO);

    assertThat(late.get(0).cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("web");
    assertThat(world.store.view().list(Kinds.TASK)).isEmpty();
  }

  private static Iterator<Consumer<Tx>> oneStep(Consumer<Tx> step) {
    return List.of(step).iterator();
  }

  private void createTask(Tx tx) {
    tx.create(Kinds.TASK, World.task("task", "web"));
  }

  private static Service renamed(Tx tx, String name) {
    Service.Builder service = tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder();
    service.getSpecBuilder().getAnnotationsBuilder().setName(name);
    return service.build();
  }

  /** Lets that many transactions of the controller fail. */
  private void failNext(Fault fault, int times) {
    world.store.faults =
        origin -> {
          if (!origin.writer().startsWith("test/")) {
            return Fault.NONE;
          }
          tries.add(world.clock.nanoTime());
          return tries.size() <= times ? fault : Fault.NONE;
        };
  }

  private double runs(String result) {
    return world.meters.get("skep.controller.runs").tag("result", result).counter().count();
  }
}
