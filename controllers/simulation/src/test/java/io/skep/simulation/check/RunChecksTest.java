package io.skep.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.controller.Result;
import io.skep.controller.lease.Candidate;
import io.skep.controller.lease.LeaderListener;
import io.skep.controller.lease.LeaseElection;
import io.skep.controller.lease.LeaseTimes;
import io.skep.controller.lease.Term;
import io.skep.controller.queue.WorkQueue;
import io.skep.simulation.check.OwedKeys.QueueSize;
import io.skep.simulation.fault.FaultyStore;
import io.skep.simulation.fault.Guard;
import io.skep.simulation.fault.StoreFaults;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** rt.C-4: controllers, queues and leaders that break their promises are found out. */
class RunChecksTest {
  private final Setting setting = new Setting();

  /** rt.Q-2 */
  @Nested
  class Runs {
    private final RunCheck check = new RunCheck("c", setting.history, setting.violations());

    @Test
    void oneRunAfterTheOtherIsFine() {
      check.started("a", setting.store.view());
      check.started("b", setting.store.view());
      check.ended("a");
      setting.write("n");
      check.started("a", setting.store.view());

      assertThat(setting.reported).isEmpty();
      assertThat(check.running()).containsExactly("a", "b");
    }

    @Test
    void aKeyInTwoRunsIsFoundOut() {
      check.started("a", setting.store.view());
      check.started("a", setting.store.view());

      assertThat(setting.reported).containsExactly("rt.Q-2: c has two runs of a at once");
    }

    @Test
    void aRunThatLooksBackIsFoundOut() {
      ReadTx old = setting.store.view();
      setting.write("n");
      check.started("a", setting.store.view());
      check.started("b", old);

      assertThat(setting.reported)
          .containsExactly("rt.C-4: c starts a run of b at version 0 after one at 1");
    }
  }

  /** A queue that may be told to lose a key, or to keep one twice. */
  @Nested
  class Keys {
    private final OwedKeys owed = new OwedKeys("c", setting.violations());
    private final Deque<String> naive = new ArrayDeque<>();

    private QueueSize size() {
      return new QueueSize(naive.size(), 0, 0);
    }

    private void add(String key, long version) {
      naive.add(key); // Even if it is there.
      owed.mark(key, new Version(version));
    }

    private void check() {
      owed.check(size(), Set.of(), key -> true);
    }

    @Test
    void theRealQueueIsFine() {
      setting.loop.execute(
          () -> {
            WorkQueue<String> queue = WorkQueue.on(setting.loop);
            queue.add("a");
            queue.add("a");
            queue.addAfter("b", Duration.ofSeconds(1));
            owed.mark("a", new Version(1));
            owed.mark("a", new Version(2));
            owed.mark("b", new Version(2));
            owed.check(
                new QueueSize(queue.size(), queue.waiting(), queue.processing()),
                Set.of(),
                key -> true);
          });
      setting.clock.runUntilIdle();
      assertThat(setting.reported).isEmpty();
    }

    @Test
    void aKeyThatIsThereTwiceIsFoundOut() {
      add("a", 1);
      check();
      assertThat(setting.reported).isEmpty();

      add("a", 2);
      check();
      assertThat(setting.reported.get(0)).startsWith("rt.C-4: c has ").contains("twice");
    }

    @Test
    void aLostMarkIsFoundOut() {
      add("a", 1);
      add("b", 1);
      naive.remove("b");
      check();
      assertThat(setting.reported.get(0)).startsWith("rt.C-4: c has lost a key: of [a, b]");
    }

    @Test
    void aChangeDuringARunIsOwedAnother() {
      add("a", 1);
      naive.remove();
      owed.started("a", new Version(1));
      owed.mark("a", new Version(2)); // And the queue forgets it.
      owed.ended("a", new Version(1), Result.done(), false);
      check();
      assertThat(setting.reported).hasSize(1);
    }

    @Test
    void whatFailedAndWhatIsToBeLookedAtAgainIsOwedUntilItIsGivenUp() {
      owed.started("a", new Version(1));
      owed.ended("a", new Version(1), Result.failed(new Exception("x")), false);
      check();
      assertThat(setting.reported).hasSize(1);

      owed.started("a", new Version(1));
      owed.ended("a", new Version(1), Result.again(Duration.ofHours(1)), false);
      check();
      assertThat(setting.reported).hasSize(2);

      owed.started("a", new Version(1));
      owed.ended("a", new Version(1), Result.failed(new Exception("x")), true);
      check();
      owed.started("a", new Version(1));
      owed.ended("a", new Version(1), Result.done(), false);
      check();
      assertThat(setting.reported).hasSize(2);
    }

    @Test
    void aRunThatDoesNotShowItsCauseIsFoundOut() {
      add("a", 7);
      owed.started("a", new Version(6));
      assertThat(setting.reported.get(0)).startsWith("rt.R-5: c starts a run of a at version 6");
    }
  }

  /** rt.G-3 */
  @Nested
  class Fences {
    private final VirtualClock elsewhere = new VirtualClock(2);
    private final FenceCheck check = new FenceCheck(setting.history, setting.violations());
    private final AtomicReference<Term> term = new AtomicReference<>();

    /** A leader that is frozen while another takes the lease, and then writes. */
    private Future<?> deposedLeaderWrites(boolean fenced) {
      elect("one", elsewhere, term);
      elsewhere.runUntilIdle();
      elect("two", setting.clock, new AtomicReference<>());
      setting.clock.advance(LeaseTimes.DEFAULT.duration().multipliedBy(2));
      Guard guard =
          new Guard() {
            @Override
            public void enter(ReadTx tx) {
              if (fenced) {
                term.get().check(tx);
              }
            }

            @Override
            public void committed(Origin origin, Version version) {
              Term mine = term.get();
              check.committed(mine.lease(), mine.holder(), mine.epoch(), version);
            }
          };
      return new FaultyStore(setting.store, elsewhere, new StoreFaults(), guard)
          .update(tx -> tx.create(Kinds.NODE, Node.newBuilder().setId("late").build()));
    }

    private void elect(String name, VirtualClock clock, AtomicReference<Term> won) {
      var listener =
          new LeaderListener() {
            @Override
            public void elected(Term newTerm) {
              won.set(newTerm);
            }

            @Override
            public Future<Void> lost(Term over, String reason) {
              return Future.succeededFuture();
            }
          };
      LeaseElection.on(clock.loop(name), setting.store, Candidate.of("l", name), listener).start();
    }

    @Test
    void aFencedWriterIsRefused() {
      assertThat(deposedLeaderWrites(true).failed()).isTrue();
      assertThat(setting.reported).isEmpty();
    }

    @Test
    void aLeaderWithoutAFenceIsFoundOut() {
      assertThat(deposedLeaderWrites(false).succeeded()).isTrue();
      assertThat(setting.reported).hasSize(1);
      assertThat(setting.reported.get(0))
          .startsWith("rt.G-3: ")
          .contains("by one in epoch", "\"two\"");
    }
  }
}
