package io.skep.testkit;

import static io.skep.testkit.ReplicaGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a simulation says of controllers that are no good. */
class SimCheckTest {
  private final Sim sim = new Sim(42);

  @AfterEach
  void close() {
    sim.close();
  }

  private record Scripted(Function<Run<ReplicaGroup>, Future<Result>> script)
      implements Reconciler<ReplicaGroup> {
    @Override
    public void declare(Sources<ReplicaGroup> on) {
      on.spec(GROUP);
    }

    @Override
    public Future<Result> reconcile(Run<ReplicaGroup> run) {
      return script.apply(run);
    }
  }

  private void reconcile(Function<Run<ReplicaGroup>, Future<Result>> script) {
    sim.controller(new Scripted(script));
    sim.create(GROUP, ReplicaGroup.named("web", 1, "cfg"));
  }

  @Test
  void whatMustAlwaysHoldIsAskedOfEveryCommitAlsoOfThoseBefore() {
    reconcile(
        run ->
            run.commit(tx -> tx.create(Kinds.CONFIG, ReplicaGroupTest.config("one", "x")))
                .compose(done -> run.commit(tx -> tx.delete(Kinds.CONFIG, "one"), Result.done())));
    sim.settle();
    assertThat(sim.count(Kinds.CONFIG)).isZero();

    assertThatThrownBy(() -> sim.assertAlways(at -> at.count(Kinds.CONFIG) == 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("does not at version 2", "2000-01-01T00:00:00Z", "seed 42");
  }

  @Test
  void whatMustAlwaysHoldIsAskedFromThenOn() {
    sim.assertAlways(at -> at.count(Kinds.CONFIG) == 0);
    reconcile(
        run -> run.commit(tx -> tx.create(Kinds.CONFIG, ReplicaGroupTest.config("one", "x"))));
    assertThatThrownBy(sim::settle).isInstanceOf(AssertionError.class);
  }

  @Test
  void aControllerThatAlwaysFailsDoesNotSettle() {
    reconcile(run -> Future.failedFuture(new IllegalStateException("no good")));
    assertThatThrownBy(sim::settle)
        .isInstanceOf(AssertionError.class)
        .hasMessageContainingAll("nothing settles in PT10M", "Scripted", "owes a run to [");
  }

  @Test
  void aRunThatNeverEndsDoesNotSettle() {
    reconcile(run -> Future.future(never -> {}));
    assertThatThrownBy(sim::settle).hasMessageContaining("inHand=1");
  }

  @Test
  void aKeyThatIsLookedAtLaterIsSettledButNotQuiet() {
    reconcile(run -> run.again(Duration.ofHours(1)));
    sim.settle();
    assertThatThrownBy(sim::assertQuiet).hasMessageContaining("waiting=1");
  }

  @Test
  void nothingIsAddedAfterTheStart() {
    reconcile(Run::done);
    sim.settle();
    sim.assertQuiet();
    assertThatThrownBy(() -> sim.replicas(2)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sim.get(Kinds.NODE, "x")).hasMessageContaining("there is no node/x");
  }
}
