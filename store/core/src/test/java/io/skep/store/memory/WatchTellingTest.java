package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.WatchRig.NODES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.store.ResumePoint;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the owners of watchers are told that there is news. */
class WatchTellingTest {
  private final WatchRig rig = new WatchRig();

  @Test
  void theOwnerIsToldOnItsLoopWhenSomethingMatches() {
    Watcher watcher = rig.watchNodes();
    assertThat(watcher.next()).isInstanceOf(Next.CaughtUp.class);

    rig.createService("s");
    rig.clock.runUntilIdle();
    assertThat(rig.told).hasValue(0);
    rig.create("a");
    assertThat(rig.told).hasValue(0); // Not inside the commit.
    rig.clock.runUntilIdle();
    assertThat(rig.told).hasValue(1);
    rig.create("b");
    rig.clock.runUntilIdle();
    assertThat(rig.told).hasValue(1); // Once, until it has caught up again.

    assertThat(commits(watcher)).hasSize(2);
    rig.create("c");
    rig.clock.runUntilIdle();
    assertThat(rig.told).hasValue(2);
  }

  @Test
  void anOwnerThatHasNotReadYetIsToldAsWell() {
    rig.watchNodes();

    rig.create("a");
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
  }

  @Test
  void anOwnerThatSaysLateWhomToTellIsToldOfWhatCameBefore() {
    Watcher watcher = rig.store.watch(rig.loop, NODES);
    rig.create("a");
    rig.clock.runUntilIdle();

    watcher.onReady(rig.told::incrementAndGet);
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
  }

  @Test
  void anOwnerIsToldOfACommitMadeWhileItLookedAtItsSnapshot() { // S-101
    Watcher watcher =
        rig.store.viewAndWatch(rig.clock.loop("new"), NODES, view -> rig.create("meanwhile"));

    watcher.onReady(rig.told::incrementAndGet);
    rig.clock.runUntilIdle();

    assertThat(rig.told.get()).isPositive();
    assertThat(commits(watcher)).hasSize(1);
  }

  @Test
  void anOwnerThatGoesOnFromAVersionIsToldOfWhatTheLogHolds() { // S-107
    ResumePoint start = ResumePoint.after(rig.store.view());
    rig.create("a");

    for (Loop loop : List.of(rig.loop, rig.loop, rig.clock.loop("new"))) {
      Watcher watcher = rig.store.watchFrom(loop, NODES, start);
      rig.clock.runUntilIdle();
      rig.told.set(0);
      watcher.onReady(rig.told::incrementAndGet);
      rig.clock.runUntilIdle();
      assertThat(rig.told).as("%s", loop).hasValue(1);
    }
  }

  @Test
  void aCommitCostsTheSameHoweverManyWatch() { // S-94, S-97
    var counting = new CountingLoop(rig.loop);
    for (int i = 0; i < 10_000; i++) {
      rig.store.watch(counting, NODES).onReady(rig.told::incrementAndGet);
    }
    rig.clock.runUntilIdle();
    counting.tasks = 0;

    rig.create("a");

    assertThat(counting.tasks).isEqualTo(1);
    rig.clock.runUntilIdle();
    assertThat(rig.told).hasValue(10_000);
  }

  @Test
  void aWatcherClosedByAnotherThatIsToldInTheSameTurnIsNotTold() {
    Watcher first = rig.store.watch(rig.loop, NODES);
    Watcher second = rig.watchNodes();
    first.onReady(second::close);
    rig.clock.runUntilIdle();
    rig.told.set(0);

    rig.create("a");
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(0);
  }

  @Test
  void anOwnerThatFailsDoesNotKeepOthersFromBeingTold() {
    Watcher failing = rig.store.watch(rig.loop, NODES);
    failing.onReady(
        () -> {
          throw new IllegalStateException("owner");
        });
    rig.watchNodes();
    rig.clock.runUntilIdle();
    rig.told.set(0);

    rig.create("a");
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
  }

  @Test
  void anInterestThatFailsFailsItsOwnersReadOnly() {
    Watcher failing =
        rig.store.watch(
            rig.loop,
            NODES.where(
                change -> {
                  throw new IllegalStateException("predicate");
                }));
    failing.onReady(() -> assertThatThrownBy(failing::next).hasMessage("predicate"));
    Watcher other = rig.watchNodes();
    rig.clock.runUntilIdle();
    rig.told.set(0);

    rig.create("a");
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
    assertThat(commits(other)).hasSize(1);
  }

  /** A loop that counts what it is given. */
  private static final class CountingLoop implements Loop {
    private final Loop counted;
    private int tasks;

    CountingLoop(Loop counted) {
      this.counted = counted;
    }

    @Override
    public Clock clock() {
      return counted.clock();
    }

    @Override
    public void execute(Runnable task) {
      tasks++;
      counted.execute(task);
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
      return counted.after(delay, task);
    }
  }
}
