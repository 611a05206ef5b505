package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.WatchRig.NODES;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.ResumePoint;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How watches end, and how their owners tell the ends apart. */
class WatchEndTest {
  private final WatchRig rig = new WatchRig();

  @Test
  void aWatcherThatItsOwnerClosedIsCancelledAndToldNothingMore() { // S-96, T-20, T-21
    Watcher watcher = rig.watchNodes();
    Watcher other = rig.store.watch(rig.loop, NODES);

    watcher.close();
    watcher.close();
    rig.create("a");
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(0);
    assertThat(watcher.next()).isEqualTo(new Next.Cancelled());
    assertThat(commits(other)).hasSize(1);
  }

  @Test
  void theEndOfTheStoreEndsEveryWatcherAtOnce() { // S-96, S-100, T-20
    Watcher waiting = rig.watchNodes();
    Watcher behind = rig.store.watch(rig.loop, NODES);
    assertThat(waiting.next()).isInstanceOf(Next.CaughtUp.class);
    rig.create("a");
    rig.clock.runUntilIdle();
    commits(waiting);
    rig.told.set(0);

    rig.store.close();
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
    assertThat(waiting.next()).isEqualTo(new Next.Closed());
    assertThat(behind.next()).isEqualTo(new Next.Closed());
  }

  @Test
  void aWatcherThatHasEndedSaysTheSameEverAfter() { // S-99
    Watcher compacted = rig.watchNodes();
    for (int i = 0; i < 5; i++) {
      rig.create("n" + i);
    }
    Next lost = compacted.next();
    Watcher cancelled = rig.watchNodes();
    cancelled.close();
    Watcher open = rig.watchNodes();

    rig.store.close();

    assertThat(open.next()).isEqualTo(new Next.Closed());
    open.close();
    compacted.close();
    assertThat(open.next()).isEqualTo(new Next.Closed());
    assertThat(cancelled.next()).isEqualTo(new Next.Cancelled());
    assertThat(lost).isInstanceOf(Next.Compacted.class);
    assertThat(compacted.next()).isEqualTo(lost);
  }

  @Test
  void aWatchThatGoesOnFromAVersionCanBeClosedAtAnyMoment() { // S-112
    ResumePoint start = ResumePoint.after(rig.store.view());
    rig.create("a");
    for (int turns = 0; turns < 4; turns++) {
      Watcher watcher = rig.store.watchFrom(rig.loop, NODES, start);
      watcher.onReady(rig.told::incrementAndGet);
      for (int i = 0; i < turns; i++) {
        rig.clock.step();
      }
      int before = rig.told.get();

      watcher.close();
      watcher.close();
      rig.create("n" + turns);
      rig.clock.advance(Duration.ofDays(1)); // No timer is left behind.

      assertThat(rig.told).hasValue(before);
      assertThat(watcher.next()).isEqualTo(new Next.Cancelled());
    }
    assertThat(rig.clock.advanceToNextTimer()).isFalse();
  }
}
