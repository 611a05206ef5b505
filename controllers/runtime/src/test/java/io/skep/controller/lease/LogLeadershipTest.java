package io.skep.controller.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.controller.Component;
import io.skep.controller.ControllerOptions;
import io.skep.controller.Group;
import io.skep.controller.Placement;
import io.skep.controller.Reconciler;
import io.skep.controller.Result;
import io.skep.controller.Run;
import io.skep.controller.Sources;
import io.skep.controller.Start;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where the log under the store says who leads. */
class LogLeadershipTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(1)));
  private final List<String> heard = new ArrayList<>();
  private final List<Term> terms = new ArrayList<>();
  private Future<Void> ending = Future.succeededFuture();

  private OptionalLong epoch = OptionalLong.empty();
  private final LogLeadership leadership = new LogLeadership("cluster", "a", () -> epoch);
  private final Election election =
      leadership.stand(
          clock.loop("home"),
          store,
          new LeaderListener() {
            @Override
            public void elected(Term term) {
              heard.add("elected in " + term.epoch());
              terms.add(term);
            }

            @Override
            public Future<Void> lost(Term term, String reason) {
              heard.add("lost " + term.epoch());
              return ending;
            }

            @Override
            public void stopped() {
              heard.add("stopped");
            }
          });

  private void become(OptionalLong now) {
    epoch = now;
    leadership.changed();
    clock.runUntilIdle();
  }

  private Future<Version> write(Term term, String id) {
    return store.update(
        term.fenced(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId(id).build())));
  }

  @Test // rt.G-3, rt.G-4
  void itLeadsWhileTheLogDoesAndInItsEpoch() {
    become(OptionalLong.of(3));
    assertThat(heard).as("nothing is told before the start").isEmpty();

    election.start();
    clock.runUntilIdle();
    become(OptionalLong.of(3)); // Nothing new.
    become(OptionalLong.empty());
    become(OptionalLong.of(5));
    become(OptionalLong.of(7)); // It was deposed in between, and not told.

    assertThat(heard)
        .containsExactly("elected in 3", "lost 3", "elected in 5", "lost 5", "elected in 7");
  }

  @Test
  void whatAListenerThrowsIsNothingToTheElection() {
    var calls = new ArrayList<String>();
    Election unlucky =
        leadership.stand(
            clock.loop("unlucky"),
            store,
            new LeaderListener() {
              @Override
              public void elected(Term term) {
                calls.add("elected");
                throw new IllegalStateException("elected");
              }

              @Override
              public Future<Void> lost(Term term, String reason) {
                calls.add("lost");
                throw new IllegalStateException("lost");
              }

              @Override
              public void stopped() {
                calls.add("stopped");
                throw new IllegalStateException("stopped");
              }
            });
    unlucky.start();
    become(OptionalLong.of(3));
    become(OptionalLong.of(5));

    Future<Void> stopped = unlucky.stop();
    clock.runUntilIdle();

    assertThat(calls).containsExactly("elected", "lost", "elected", "lost", "stopped");
    assertThat(stopped.succeeded()).isTrue();
  }

  @Test // rt.G-3
  void whatWasBegunInAnEpochThatIsOverIsFenced() {
    election.start();
    become(OptionalLong.of(3));
    Term old = terms.get(0);
    assertThat(write(old, "n1").succeeded()).isTrue();

    epoch = OptionalLong.of(5); // Nobody has been told yet.

    assertThat(write(old, "n2").cause())
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("the log has another leader");
    become(OptionalLong.of(5));
    assertThat(write(terms.get(1), "n3").succeeded()).isTrue();
    assertThat(old.isHeld()).isFalse();
  }

  @Test
  void aPlannedHandOverWaitsUntilWhatIsDoneHasEnded() {
    election.start();
    become(OptionalLong.of(3));
    Promise<Void> atWork = Promise.promise();
    ending = atWork.future();

    Future<Void> handed =
        leadership.handOver(
            LIMIT,
            () -> {
              heard.add("transfer");
              epoch = OptionalLong.empty();
              return Future.succeededFuture();
            });
    clock.runUntilIdle();
    assertThat(heard).containsExactly("elected in 3", "lost 3");
    assertThat(terms.get(0).isHeld()).as("it may finish").isTrue();

    atWork.complete();
    clock.runUntilIdle();

    assertThat(handed.succeeded()).isTrue();
    assertThat(heard).endsWith("transfer");
    assertThat(terms.get(0).isHeld()).isFalse();
  }

  @Test
  void aHandOverThatNobodyTakesIsNone() {
    election.start();
    become(OptionalLong.of(3));

    Future<Void> handed = leadership.handOver(LIMIT, () -> Future.failedFuture("too far behind"));
    clock.runUntilIdle();

    assertThat(handed.cause()).hasMessage("too far behind");
    assertThat(heard).containsExactly("elected in 3", "lost 3", "elected in 3");
    assertThat(terms.get(1).isHeld()).isTrue();
  }

  @Test
  void aHandOverDoesNotWaitForEver() {
    election.start();
    become(OptionalLong.of(3));
    ending = Promise.<Void>promise().future();

    Future<Void> handed = leadership.handOver(LIMIT, Future::succeededFuture);
    clock.advance(LIMIT.minusNanos(1));
    assertThat(handed.isComplete()).isFalse();
    clock.advance(Duration.ofNanos(1));

    assertThat(handed.succeeded()).isTrue();
  }

  @Test
  void whoStopsEndsItsWorkFirst() {
    election.start();
    become(OptionalLong.of(3));
    Promise<Void> atWork = Promise.promise();
    ending = atWork.future();

    Future<Void> stopped = election.stop();
    clock.runUntilIdle();
    assertThat(heard).containsExactly("elected in 3", "lost 3");
    atWork.complete();
    clock.runUntilIdle();
    become(OptionalLong.of(5));

    assertThat(stopped.succeeded()).isTrue();
    assertThat(heard).containsExactly("elected in 3", "lost 3", "stopped");
  }

  @Test // rt.G-4: also what is spread over shards has one leader
  void aManagerRunsItsLeadersWhereTheLogLeads() {
    Loop loop = clock.loop("manager");
    var manager =
        StoreManager.on(List.of(loop), store, ManagerOptions.DEFAULT.withElection(leadership));
    manager.add(
        "leader", counting("leader"), ControllerOptions.DEFAULT.withPlacement(Placement.leader()));
    manager.add(
        "shards", counting("shards"), ControllerOptions.DEFAULT.withPlacement(Placement.shards(3)));
    manager.add(Group.LEADER, "component", component());
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n1").build()));
    manager.start();
    clock.runUntilIdle();
    assertThat(heard).isEmpty();

    become(OptionalLong.of(3));
    assertThat(heard).containsExactlyInAnyOrder("leader n1", "shards n1", "component");

    become(OptionalLong.empty());
    store.update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("n2").build()));
    clock.runUntilIdle();
    assertThat(heard).hasSize(4).endsWith("component stopped");
  }

  private Reconciler<Node> counting(String name) {
    return new Reconciler<>() {
      @Override
      public void declare(Sources<Node> on) {
        on.primary(Kinds.NODE);
      }

      @Override
      public Future<Result> reconcile(Run<Node> run) {
        heard.add(name + " " + run.id());
        return Future.succeededFuture(Result.done());
      }
    };
  }

  private Component component() {
    return new Component() {
      @Override
      public Future<Void> start(Start start) {
        heard.add("component");
        return Future.succeededFuture();
      }

      @Override
      public Future<Void> stop() {
        heard.add("component stopped");
        return Future.succeededFuture();
      }
    };
  }
}
