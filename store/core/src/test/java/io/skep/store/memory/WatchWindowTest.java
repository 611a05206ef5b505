package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.WatchRig.NODES;
import static io.skep.store.memory.WatchRig.assertCompacted;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.ResumePoint;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
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

  @Test
  void theLogIsBoundedInBytesOfWhatItAloneKeeps() { // S-98
    var small =
        new MemoryStore(options(rig.clock).withLog(new LogBounds(100, 100).withBytes(2_500)));
    Watcher slow = small.watch(rig.loop, NODES);
    for (int i = 0; i < 10; i++) {
      createMany(small, "a" + i, 1); // New objects are not kept by the log alone.
    }
    assertThat(commits(slow)).hasSize(10);

    now(small.update(tx -> tx.create(Kinds.NODE, node("n", "x".repeat(1_000)))));
    touch(small);
    touch(small);
    assertThat(commits(slow)).hasSize(3);
    touch(small);
    touch(small);

    assertThat(commits(slow)).hasSize(2);
    assertCompacted(watchFrom(small, 12).next(), 14);
    assertThat(commits(watchFrom(small, 13))).hasSize(2);
    now(small.update(tx -> tx.delete(Kinds.NODE, "n")));
    assertCompacted(watchFrom(small, 13).next(), 15);
  }

  @Test
  void tenThousandCommitsThatNobodyReadsKeepNothingForTheirWatchers() { // S-93, S-94, T-22, T-23
    var large = new WatchRig(LogBounds.DEFAULT);
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      watchers.add(large.store.watch(large.loop, NODES));
    }
    for (int i = 0; i < 10_000; i++) {
      large.create("n" + i);
    }
    large.clock.advance(Duration.ofDays(1)); // However long it takes.

    watchers.forEach(watcher -> assertCompacted(watcher.next(), 10_000 - 4_096 + 1));
    var kept = new ResumePoint(large.store.historyId(), new Version(10_000 - 4_096));
    assertThat(commits(large.store.watchFrom(large.loop, NODES, kept))).hasSize(4_096);
  }

  @Test
  void aFullLogRefusesNoWriteAndReadersThatKeepUpDoNotNotice() { // S-98, T-24
    Watcher quick = rig.watchNodes();
    int read = 0;
    for (int i = 0; i < 100; i++) {
      rig.create("n" + i);
      if (i % 4 == 3) {
        read += commits(quick).size();
      }
    }

    assertThat(read).isEqualTo(100);
  }

  private Watcher watchFrom(MemoryStore store, long version) {
    var from = new ResumePoint(store.historyId(), new Version(version));
    return store.watchFrom(rig.loop, NODES, from);
  }

  private static void touch(MemoryStore store) {
    now(store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "n").orElseThrow())));
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
