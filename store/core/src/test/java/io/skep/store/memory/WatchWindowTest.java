package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.WatchRig.NODES;
import static io.skep.store.memory.WatchRig.assertCompacted;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far back watchers can read, and what they are told when they come too late. */
class WatchWindowTest {
  private final WatchRig rig = new WatchRig();

  @Test
  void aWatcherThatWaitsIsNeverCompactedByWhatDoesNotMatter() { // S-98, S-109
    Watcher watcher = rig.watchNodes();

    for (int i = 0; i < 100; i++) {
      rig.createService("s" + i);
      rig.clock.runUntilIdle();
    }
    rig.create("a");

    assertThat(commits(watcher)).extracting(Fixtures::shortly).containsExactly(List.of("+node/a"));
  }

  @Test
  void aWatcherThatWaitsIsToldWhenCommitsWereDroppedBeforeTheyWereExamined() { // S-98, S-99
    Watcher watcher = rig.watchNodes();

    for (int i = 0; i < 10; i++) {
      rig.createService("s" + i);
    }
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
    assertCompacted(watcher.next(), 7);
    rig.create("a");
    assertCompacted(watcher.next(), 7);
  }

  @Test
  void aSlowWatcherIsCompactedWhenWhatItNeedsIsGone() { // S-94, S-98, T-20
    Watcher watcher = rig.watchNodes();
    for (int i = 0; i < 5; i++) {
      rig.create("n" + i);
      rig.clock.runUntilIdle();
    }

    assertThat(rig.told).hasValue(1);
    assertCompacted(watcher.next(), 2);
  }

  @Test
  void aSlowWatcherReadsAllThatIsStillThere() { // S-94
    Watcher watcher = rig.watchNodes();
    for (int i = 0; i < 4; i++) {
      rig.create("n" + i);
    }

    assertThat(commits(watcher)).hasSize(4);
  }

  @Test
  void theLogIsBoundedInChangesAndKeepsTheNewestCommit() { // S-98
    var small = new MemoryStore(options(rig.clock).withLog(new LogBounds(100, 5)));
    Watcher slow = small.watch(rig.loop, NODES);
    Watcher quick = small.watch(rig.loop, NODES);

    createMany(small, "a", 3);
    createMany(small, "b", 2);
    assertThat(commits(quick)).hasSize(2);
    createMany(small, "c", 1);
    assertCompacted(slow.next(), 2);
    createMany(small, "d", 50);

    assertCompacted(quick.next(), 4); // It had not seen the third one.
    Watcher fresh = small.watch(rig.loop, NODES);
    createMany(small, "e", 50);
    assertThat(commits(fresh)).hasSize(1);
  }

  private static void createMany(MemoryStore store, String prefix, int count) {
    now(
        store.update(
            tx -> {
              for (int i = 0; i < count; i++) {
                tx.create(Kinds.NODE, node(prefix + i));
              }
            }));
  }
}
