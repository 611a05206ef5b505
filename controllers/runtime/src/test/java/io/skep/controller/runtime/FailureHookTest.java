package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.RetryPolicy;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.runtime.FaultyStore.Fault;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.VersionConflictException;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hook that hears of failures, and writes them into the status of what failed. */
class FailureHookTest {
  /** 1, 2, 4, 8 s …, without jitter. */
  private static final ControllerOptions EXACT =
      ControllerOptions.DEFAULT
          .withRetry(RetryPolicy.exponential(Duration.ofSeconds(1), Duration.ofMinutes(1), 0))
          .withoutFailsafe();

  private final IllegalStateException no = new IllegalStateException("no");
  private World world = new World();
  private final Script<Service> script =
      Script.onServices().onEachFailure(FailureHookTest::writeDown);

  @BeforeEach
  void createAService() {
    world.create(World.service("web"));
  }

  private static ControllerOptions attempts(int runs) {
    return EXACT.withRetry(EXACT.retry().withAttempts(runs));
  }

  private void start(ControllerOptions options) {
    world.manager.add("test", script, options);
    world.start();
  }

  @Test // rt.R-9, rt.E-7
  void aTerminalFailureIsWrittenDownOnceAndTheKeyWaits() {
    script.then(Result.terminal(no));
    start(EXACT);

    world.advance(Duration.ofDays(1));

    assertThat(script.heard).containsExactly(Result.terminal(no));
    assertThat(script.runs).as("its own write must not wake the key").hasSize(1);
    assertThat(status()).isEqualTo("attempt 1: no, given up");
    assertThat(runs("terminal")).isEqualTo(1);
    world.touch("web");
    assertThat(script.attempts()).as("a later change starts afresh").containsExactly(1, 1);
  }

  @Test // rt.E-7, rt.E-3
  void everyFailureIsWrittenDownAndTheBackOffStays() {
    script.then(Result.failed(no)).then(run -> Future.failedFuture(no)).then(this::fail);
    start(EXACT);
    assertThat(status()).isEqualTo("attempt 1: no");

    world.advance(Duration.ofSeconds(1));
    assertThat(status()).isEqualTo("attempt 2: no");
    world.advance(Duration.ofSeconds(2).minusNanos(1));
    assertThat(script.runs).as("before its back-off").hasSize(2);
    world.advance(Duration.ofNanos(1));
    assertThat(status()).isEqualTo("attempt 3: no");
    world.advance(Duration.ofHours(1));

    assertThat(script.attempts()).containsExactly(1, 2, 3, 4);
    assertThat(script.heard).hasSize(3).allMatch(Result.failed(no)::equals);
    assertThat(runs("failed")).isEqualTo(3);
  }

  @ParameterizedTest // rt.E-7
  @ValueSource(booleans = {true, false})
  void withoutAHookAFailureIsWhatItIs(boolean terminal) {
    var attempts = new ArrayList<Integer>();
    Reconciler<Service> hookless =
        new Reconciler<>() {
          @Override
          public void declare(Sources<Service> on) {
            on.primary(Kinds.SERVICE);
          }

          @Override
          public Future<Result> reconcile(Run<Service> run) {
            attempts.add(run.attempt());
            return Future.succeededFuture(terminal ? Result.terminal(no) : Result.failed(no));
          }
        };
    world.manager.add("test", hookless, EXACT);
    world.start();

    world.advance(Duration.ofSeconds(3));

    assertThat(attempts).isEqualTo(terminal ? List.of(1) : List.of(1, 2, 3));
  }

  @Test // rt.E-7: only failures
  void otherResultsAreNotHeardOf() {
    script.then(Result.backOff()).then(Result.again(Duration.ofSeconds(1))).then(Result.done());
    start(EXACT);

    world.advance(Duration.ofHours(1));

    assertThat(script.runs).hasSize(3);
    assertThat(script.heard).isEmpty();
  }

  @Test // rt.R-5, rt.R-3
  void theHookSeesWhatTheFailedRunWroteAndWhichRunItWas() {
    var seen = new ArrayList<Run<Service>>();
    script
        .then(Result.backOff())
        .then(run -> run.commit(FailureHookTest::createTask, Result.failed(no)))
        .onEachFailure(
            (run, failure) -> {
              seen.add(run);
              return Future.succeededFuture(failure);
            });
    start(EXACT);
    world.advance(Duration.ofSeconds(1));

    Run<Service> failed = script.runs.get(1);
    Run<Service> hook = seen.get(0);
    assertThat(failed.at().count(Kinds.TASK)).isZero();
    assertThat(hook.at().count(Kinds.TASK)).isEqualTo(1);
    assertThat(hook.object()).isEqualTo(hook.at().get(Kinds.SERVICE, "web"));
    assertThat(hook.id()).isEqualTo("web");
    assertThat(hook.attempt()).isEqualTo(2);
    assertThat(hook.causes()).isEqualTo(failed.causes());
  }

  @Test // rt.Q-2: the key stays in hand
  void noRunStartsBeforeTheHookIsDone() {
    Promise<Void> slow = Promise.promise();
    script
        .then(Result.terminal(no))
        .onEachFailure((run, failure) -> slow.future().compose(done -> writeDown(run, failure)));
    start(EXACT);

    world.touch("web");
    world.advance(Duration.ofHours(1));
    assertThat(script.runs).hasSize(1);
    slow.complete();
    world.advance(Duration.ZERO);

    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.R-9: no wake-up is lost
  void aChangeBySomebodyElseDuringTheHookLeadsToARun() {
    script
        .then(Result.terminal(no))
        .onEachFailure(
            (run, failure) -> {
              world.writeQuietly(tx -> setStatus(tx, "changed by somebody"));
              return writeDown(run, failure);
            });
    start(EXACT);
    assertThat(script.runs).hasSize(1);

    world.advance(Duration.ofSeconds(1));

    assertThat(script.runs).as("at most a second after the last start").hasSize(2);
    world.advance(Duration.ofHours(1));
    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.E-7
  void itsWritesWakeOtherKeysAndOtherControllers() {
    world.create(World.service("other"));
    Script<Service> elsewhere = Script.onServices();
    script.always(run -> run.id().equals("web") ? fail(run) : run.done());
    script.onEachFailure(
        (run, failure) ->
            run.commit(
                tx -> {
                  setStatus(tx, "web failed");
                  tx.update(Kinds.SERVICE, tx.get(Kinds.SERVICE, "other").orElseThrow());
                },
                Result.terminal(failure.cause())));
    world.manager.add("elsewhere", elsewhere);
    start(EXACT);

    assertThat(script.ids()).containsExactlyInAnyOrder("web", "other", "other");
    assertThat(elsewhere.ids()).contains("web", "other");
    assertThat(elsewhere.last().causes())
        .allMatch(cause -> cause.endsWith("by test#onFailure/web"));
  }

  @Test // rt.E-7: a deletion is news for everybody
  void aHookThatDeletesTheObjectMakesTheKeyRunOnceMore() {
    Script<Service> deletes =
        Script.<Service>on(sources -> sources.primary(Kinds.SERVICE).alsoDeleted())
            .then(Result.terminal(no))
            .onEachFailure(
                (run, failure) -> run.commit(tx -> tx.delete(Kinds.SERVICE, run.id()), failure));
    world.manager.add("test", deletes);
    world.start();
    world.advance(Duration.ofHours(1));

    assertThat(deletes.runs).hasSize(2);
    assertThat(deletes.last().object()).isEmpty();
  }

  @ParameterizedTest // rt.R-6
  @ValueSource(booleans = {true, false})
  void ofAnObjectThatIsGoneItHearsOnlyIfAskedFor(boolean alsoDeleted) {
    Script<Service> script =
        Script.on(
            sources -> {
              sources.primary(Kinds.SERVICE);
              if (alsoDeleted) {
                sources.alsoDeleted();
              }
            });
    script.then(
        run -> {
          world.writeQuietly(tx -> tx.delete(Kinds.SERVICE, "web"));
          return run.commit(FailureHookTest::createTask, Result.terminal(no));
        });
    world.manager.add("test", script);
    world.start();

    assertThat(script.heard).hasSize(alsoDeleted ? 1 : 0);
  }

  @Test // rt.E-7, rt.E-9
  void itsTransactionRunsAgainAfterAConflictAndItIsNotCalledAgain() {
    failNextOfHook(Fault.CONFLICT, 2);
    script.then(Result.terminal(no));
    start(EXACT);
    world.advance(Duration.ofMillis(22));

    assertThat(status()).isEqualTo("attempt 1: no, given up");
    assertThat(script.heard).hasSize(1);
    assertThat(hookFailures()).isZero();
    assertThat(script.runs).hasSize(1);
  }

  @Test // rt.E-7, rt.E-9
  void aHookThatOnlyMeetsConflictsLeavesTheFirstFailureStanding() {
    failNextOfHook(Fault.CONFLICT, 6);
    script.then(Result.failed(no));
    start(EXACT);
    world.advance(Duration.ofMillis(5 * 11));

    assertThat(hookFailures()).isEqualTo(1);
    assertThat(status()).isEmpty();
    assertThat(runs("failed")).isEqualTo(1);
    assertThat(runs("conflict")).as("the conflict is the hook's").isZero();
    world.advance(Duration.ofSeconds(1));
    assertThat(script.attempts()).containsExactly(1, 2);
    assertThat(script.last().causes()).containsExactly("attempt 2, " + no);
  }

  @ParameterizedTest // rt.E-7
  @ValueSource(strings = {"throws", "fails", "null", "null result", "error"})
  void aHookThatFailsLeavesTheFirstFailureStanding(String how) {
    script.then(Result.failed(no)).then(Result.terminal(no));
    script.onEachFailure(
        (run, failure) ->
            switch (how) {
              case "throws" -> throw new IllegalArgumentException("the hook is broken");
              case "error" -> throw new AssertionError("the hook is broken");
              case "fails" -> Future.failedFuture("the hook is broken");
              case "null" -> null;
              default -> Future.succeededFuture();
            });
    start(EXACT);

    world.advance(Duration.ofDays(1));

    assertThat(script.attempts()).containsExactly(1, 2);
    assertThat(script.runs.get(1).causes()).containsExactly("attempt 2, " + no);
    assertThat(hookFailures()).isEqualTo(2);
    assertThat(runs("failed")).isEqualTo(1);
    assertThat(runs("terminal")).isEqualTo(1);
  }

  @Test // rt.E-9: such a conflict is no failure
  void conflictsThatAreOverAfterARerunAreNotHeardOf() {
    failNext("test/web", Fault.CONFLICT, 5);
    script.then(run -> run.commit(FailureHookTest::createTask));
    start(EXACT);
    world.advance(Duration.ofSeconds(1));

    assertThat(world.store.view().count(Kinds.TASK)).isEqualTo(1);
    assertThat(script.heard).isEmpty();
  }

  @Test // rt.E-9
  void aRunThatEndsInConflictsHasFailed() {
    failNext("test/web", Fault.CONFLICT, 6);
    script.then(run -> run.commit(FailureHookTest::createTask));
    start(EXACT);
    world.advance(Duration.ofMillis(5 * 11));

    assertThat(script.heard).singleElement().isInstanceOf(Result.Failed.class);
    assertThat(((Result.Failed) script.heard.get(0)).cause())
        .isInstanceOf(VersionConflictException.class);
    assertThat(runs("conflict")).isEqualTo(1);
  }

  @Test // rt.E-7: nobody's failure
  void anUnknownOutcomeIsNotHeardOf() {
    failNext("test/web", Fault.LOST, 1);
    script.then(run -> run.commit(FailureHookTest::createTask));
    start(attempts(1));
    world.advance(Duration.ofSeconds(1));

    assertThat(runs("unknown")).isEqualTo(1);
    assertThat(script.runs).as("it costs no attempt").hasSize(2);
    assertThat(script.heard).isEmpty();
  }

  @Test // rt.E-7, rt.Q-2
  void whatTheHookWroteWithoutAnAnswerIsKnownBeforeTheNextRun() {
    failNextOfHook(Fault.ANSWER_LOST, 1);
    script.then(Result.failed(no));
    start(EXACT.withRetry(RetryPolicy.exponential(Duration.ofMillis(1), Duration.ofMillis(1), 0)));

    world.advance(FaultyStore.UNSETTLED.minusMillis(1));
    assertThat(script.runs).as("the store takes no writes yet").hasSize(1);
    world.advance(Duration.ofSeconds(1));

    assertThat(script.runs).hasSize(2);
    assertThat(script.last().object().map(FailureHookTest::status)).contains("attempt 1: no");
    assertThat(script.attempts()).containsExactly(1, 2);
    assertThat(hookFailures()).isEqualTo(1);
  }

  @Test // rt.E-6, rt.R-3
  void aKeyWhoseAttemptsAreUsedUpIsGivenUpUntilAChange() {
    script.always(this::fail);
    start(attempts(3));

    world.advance(Duration.ofDays(1));

    assertThat(script.attempts()).containsExactly(1, 2, 3);
    assertThat(script.runs).extracting(Run::isLastAttempt).containsExactly(false, false, true);
    assertThat(script.heard)
        .containsExactly(Result.failed(no), Result.failed(no), Result.terminal(no));
    assertThat(status()).isEqualTo("attempt 3: no, given up");
    assertThat(runs("failed")).isEqualTo(2);
    assertThat(runs("exhausted")).isEqualTo(1);

    world.touch("web");
    world.advance(Duration.ofDays(1));
    assertThat(script.attempts()).as("a change starts afresh").containsExactly(1, 2, 3, 1, 2, 3);
  }

  @Test // rt.E-6
  void aSingleAttemptIsTheLast() {
    script.always(this::fail);
    start(attempts(1));

    world.advance(Duration.ofDays(1));

    assertThat(script.runs).extracting(Run::isLastAttempt).containsExactly(true);
    assertThatThrownBy(() -> attempts(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("attempts must be at least 1 but");
  }

  @Test // rt.E-7: may forbid the retry
  void theHookMayGiveUp() {
    script.then(Result.failed(no));
    script.onEachFailure(
        (run, failure) -> Future.succeededFuture(Result.terminal(failure.cause())));
    start(EXACT);

    world.advance(Duration.ofDays(1));

    assertThat(script.runs).hasSize(1);
    assertThat(runs("failed")).as("the run has failed, whatever the hook says").isEqualTo(1);
    assertThat(runs("terminal")).isZero();
  }

  @Test // rt.E-7: may delay the retry
  void theHookMayAskForAnotherDelay() {
    script.then(Result.terminal(no)).then(Result.failed(no));
    script.onEachFailure(
        (run, failure) -> Future.succeededFuture(Result.again(Duration.ofMinutes(5))));
    start(EXACT);

    world.advance(Duration.ofMinutes(5).minusNanos(1));
    assertThat(script.runs).hasSize(1);
    world.advance(Duration.ofNanos(1));
    assertThat(script.runs).hasSize(2);
    world.advance(Duration.ofMinutes(5));

    assertThat(script.attempts()).containsExactly(1, 1, 1);
    assertThat(runs("terminal")).isEqualTo(1);
  }

  @Test // rt.E-6
  void theHookDoesNotBringBackAttemptsByFailing() {
    script.always(this::fail);
    script.onEachFailure((run, failure) -> Future.succeededFuture(Result.failed(failure.cause())));
    start(attempts(2));

    world.advance(Duration.ofDays(1));

    assertThat(script.runs).hasSize(2);
  }

  @Test // rt.E-3: the writer is not known after a jump, so the key may run in vain, but not spin
  void evenWhenTheFeedJumpsAHookThatAlwaysWritesDoesNotSpin() {
    world = new World(0, 1, new LogBounds(2, 4));
    createAService();
    script.always(run -> Future.succeededFuture(Result.terminal(no)));
    script.onEachFailure(
        (run, failure) -> {
          // More commits in one turn than the log holds.
          IntStream.range(0, 3).forEach(i -> run.commit(tx -> setStatus(tx, "failed " + i)));
          return Future.succeededFuture(failure);
        });
    start(EXACT);
    assertThat(script.runs).hasSize(1);

    world.advance(Duration.ofSeconds(10));

    assertThat(script.runs).as("a run a second").hasSizeBetween(10, 11);
  }

  @Test // rt.R-10
  void anErrorOfTheVirtualMachineIsNotHeardOf() {
    start(EXACT);
    Future<Void> stopped = world.manager.stopped();

    script.then(run -> Future.failedFuture(new OutOfMemoryError("made up")));
    world.touch("web");

    assertThat(stopped.cause()).isInstanceOf(OutOfMemoryError.class);
    assertThat(script.heard).isEmpty();
  }

  @Test // rt.R-10
  void anErrorOfTheVirtualMachineInTheHookStopsTheManager() {
    var error = new OutOfMemoryError("made up");
    script.onEachFailure(
        (run, failure) -> {
          throw error;
        });
    start(EXACT);
    Future<Void> stopped = world.manager.stopped();

    script.then(Result.terminal(no));
    world.touch("web");

    assertThat(stopped.cause()).isSameAs(error);
  }

  @Test // rt.R-19
  void onStopAHookUnderWayFinishesAndNoneStarts() {
    world.create(World.service("late"));
    Promise<Void> slow = Promise.promise();
    Promise<Result> late = Promise.promise();
    script.always(run -> run.id().equals("late") ? late.future() : fail(run));
    script.onEachFailure((run, failure) -> slow.future().compose(done -> writeDown(run, failure)));
    start(EXACT);

    Future<Void> stop = world.manager.stop();
    world.advance(Duration.ofSeconds(1));
    late.complete(Result.failed(no));
    world.advance(Duration.ofSeconds(1));
    assertThat(stop.isComplete()).as("a hook is under way").isFalse();
    slow.complete();
    world.advance(Duration.ZERO);

    assertThat(stop.succeeded()).isTrue();
    assertThat(status()).isEqualTo("attempt 1: no");
    assertThat(script.heard).hasSize(1);
  }

  @Test
  void itsCommitsNameTheControllerTheHookAndTheKey() {
    var writers = new ArrayList<String>();
    Watcher watcher = world.store.watch(world.loop(), Interest.all());
    script.then(run -> run.commit(FailureHookTest::createTask, Result.terminal(no)));
    start(EXACT);

    while (watcher.next() instanceof Watcher.Next.Delivered delivered) {
      writers.add(delivered.commit().origin().writer());
    }

    // The run's own write has woken it, and nothing else.
    assertThat(writers).containsExactly("test/web", "test#onFailure/web");
  }

  /** What a user's hook may look like. */
  private static Future<Result> writeDown(Run<Service> run, Result.Failure failure) {
    String text =
        "attempt %d: %s%s"
            .formatted(
                run.attempt(),
                failure.cause().getMessage(),
                failure instanceof Result.Terminal ? ", given up" : "");
    return run.commit(tx -> setStatus(tx, text), failure);
  }

  private static void setStatus(Tx tx, String text) {
    Service.Builder web = tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder();
    web.getUpdateStatusBuilder().setMessage(text);
    tx.update(Kinds.SERVICE, web.build());
  }

  private static String status(Service service) {
    return service.getUpdateStatus().getMessage();
  }

  private String status() {
    return status(world.store.view().get(Kinds.SERVICE, "web").orElseThrow());
  }

  private Future<Result> fail(Run<Service> run) {
    throw no;
  }

  private static void createTask(Tx tx) {
    tx.create(Kinds.TASK, World.task("task", "web"));
  }

  private void failNextOfHook(Fault fault, int times) {
    failNext("test#onFailure/web", fault, times);
  }

  /** Lets that many transactions of {@code writer} fail. */
  private void failNext(String writer, Fault fault, int times) {
    var left = new ArrayList<>(Collections.nCopies(times, fault));
    world.store.faults =
        origin -> origin.writer().equals(writer) && !left.isEmpty() ? left.remove(0) : Fault.NONE;
  }

  private double runs(String result) {
    return world.meters.get("skep.controller.runs").tag("result", result).counter().count();
  }

  private double hookFailures() {
    return world.meters.get("skep.controller.hook.failures").counter().count();
  }
}
