package io.skep.informer.feed;

import static io.skep.informer.Rig.node;
import static io.skep.informer.Rig.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.Rig;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreFeedTest {
  private static final Interest NODES = Interest.in(List.of(Kinds.NODE));
  private static final Interest TASKS = Interest.in(List.of(Kinds.TASK));

  private final Rig rig = new Rig();
  private final Journal journal = new Journal();

  @Test
  void aSubscriberGetsTheSnapshotAndEveryLaterCommitWhole() {
    // rt.W-1, rt.W-2
    rig.create(node("n1", "a"));
    rig.feed.subscribe(NODES, journal);
    rig.start();

    rig.commit(
        tx -> {
          tx.create(Kinds.NODE, node("n2", "b"));
          tx.create(Kinds.NODE, node("n3", "c"));
        });
    rig.relabel("n1", "d");
    rig.settle();

    assertThat(journal.lines)
        .containsExactly("snapshot 1", "commit 2 [node/n2, node/n3]", "commit 3 [node/n1]");
    assertThat(journal.labels()).isEqualTo(Map.of("n1", "d", "n2", "b", "n3", "c"));
  }

  @Test
  void aCommitThatASubscriberDoesNotWantStillMovesItsVersion() {
    // rt.I-2
    rig.feed.subscribe(NODES, journal);
    rig.start();

    rig.create(task("t1", "n1"));
    rig.settle();

    assertThat(journal.lines).containsExactly("snapshot 0", "bookmark 1");
    assertThat(rig.feed.at().version()).isEqualTo(new Version(1));
  }

  @Test
  void aBarrierOfTheLogMovesTheVersionThoughItIsNoCommit() {
    // rt.I-2, rt.W-4
    var clock = new VirtualClock(1);
    var log = new SoloLog(clock.loop("log"));
    var store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL)
                .withClock(clock)
                .withRandom(new Random(1))
                .withProposer(log));
    var feed = new StoreFeed(store, clock.loop("feed"));
    Informer<Node> nodes = new SharedInformers(feed).of(Kinds.NODE);
    feed.subscribe(NODES, journal);
    log.elect();
    clock.runUntilIdle();
    feed.start();
    store.update(tx -> tx.create(Kinds.NODE, node("n1", "a")));
    clock.runUntilIdle();
    Version written = feed.at().version();

    log.elect();
    clock.runUntilIdle();

    Version barrier = store.view().version();
    assertThat(barrier.isAfter(written)).isTrue();
    Future<ReadTx> reached = feed.atLeast(barrier);
    clock.runUntilIdle();
    assertThat(reached.result().version()).isEqualTo(barrier);
    assertThat(nodes.reader().version()).isEqualTo(barrier);
    assertThat(journal.lines).endsWith("commit " + written + " [node/n1]", "bookmark " + barrier);
  }

  @Test
  void ofAMixedCommitASubscriberGetsWhatItWants() {
    // rt.W-2
    rig.feed.subscribe(NODES.where(change -> !change.key().id().equals("n2")), journal);
    rig.start();

    rig.commit(
        tx -> {
          tx.create(Kinds.NODE, node("n1", "a"));
          tx.create(Kinds.TASK, task("t1", "n1"));
          tx.create(Kinds.NODE, node("n2", "a"));
          tx.create(Kinds.NODE, node("n3", "a"));
        });
    rig.settle();

    assertThat(journal.lines).containsExactly("snapshot 0", "commit 1 [node/n1, node/n3]");
  }

  @Test
  void aLateSubscriberOfAnotherKindStartsAtThePublishedStateWithoutAGap() {
    // rt.W-1
    rig.start();
    rig.create(task("t1", "n1"));
    rig.settle();
    rig.create(task("t2", "n1")); // Committed, but not published when the subscriber comes.
    rig.feed.subscribe(TASKS, journal);
    rig.create(task("t3", "n1"));

    rig.settle();

    assertThat(journal.lines.get(0)).isIn("snapshot 1", "snapshot 3");
    assertThat(journal.version).isEqualTo(new Version(3));
    assertThat(journal.lines)
        .endsWith(
            journal.lines.size() == 1
                ? new String[] {"snapshot 3"}
                : new String[] {"commit 2 [task/t2]", "commit 3 [task/t3]"});
  }

  @Test
  void aFeedThatIsFarBehindCatchesUpInSeveralTurns() {
    rig.feed.subscribe(NODES, journal);
    rig.start();
    for (int i = 0; i < 2_000; i++) {
      rig.create(node("n" + i, "a"));
    }
    int turns = 0;

    while (journal.version.index() < 2_000 && rig.clock.step()) {
      turns++;
    }

    assertThat(turns).isGreaterThan(4);
    assertThat(journal.lines).hasSize(2_001);
  }

  @Test
  void whatSubscribersHaveTakenIsPublishedAfterwards() {
    // rt.I-3
    List<String> seen = new ArrayList<>();
    rig.feed.subscribe(
        NODES,
        new Quiet() {
          @Override
          public void onCommit(Commit commit, ReadTx at) {
            seen.add(at.version() + " over " + rig.feed.at().version());
          }
        });
    rig.start();

    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(seen).containsExactly("1 over 0", "2 over 1");
  }

  @Test
  void onItsLoopTheFeedIsBroughtForwardAtOnce() {
    rig.feed.subscribe(NODES, journal);
    rig.start();
    List<Future<ReadTx>> asked = new ArrayList<>();
    rig.feedLoop.execute(
        () -> {
          Version made = rig.create(node("n1", "a"));
          Future<ReadTx> at = rig.feed.atLeast(made);
          assertThat(at.isComplete()).isTrue();
          asked.add(at);
        });

    rig.settle();

    assertThat(asked.get(0).result().version()).isEqualTo(new Version(1));
    assertThat(journal.lines).endsWith("commit 1 [node/n1]");
  }

  @Test
  void fromElsewhereTheAnswerComesOnTheLoopThatAsked() {
    rig.start();
    Loop other = rig.clock.loop("other");
    Version made = rig.create(node("n1", "a"));
    List<Object> told = new ArrayList<>();

    other.execute(
        () ->
            rig.feed
                .atLeast(made)
                .onSuccess(at -> told.add(at.version() + " " + Loop.current().orElseThrow())));
    rig.settle();

    assertThat(told).containsExactly("1 " + other);
  }

  @Test
  void whoAsksForAVersionToComeIsToldWhenItHasCome() {
    rig.start();
    Future<ReadTx> second = rig.feed.atLeast(new Version(2));
    Future<ReadTx> first = rig.feed.atLeast(new Version(1));

    rig.create(node("n1", "a"));
    rig.settle();
    assertThat(first.isComplete()).isTrue();
    assertThat(second.isComplete()).isFalse();
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(second.result().get(Kinds.NODE, "n2")).isPresent();
  }

  @Test
  void whatTheLogHasDroppedIsMadeUpForByComparingSnapshots() {
    // rt.W-9
    var tight = new Rig(1, new LogBounds(2, 1_000));
    tight.create(node("gone", "a"));
    tight.create(node("kept", "a"));
    tight.create(node("changed", "a"));
    tight.feed.subscribe(NODES, journal);
    var tasks = new Journal();
    tight.feed.subscribe(TASKS, tasks);
    tight.start();

    tight.delete(Kinds.NODE, "gone");
    tight.relabel("changed", "b");
    tight.relabel("changed", "c");
    tight.create(node("new", "a"));
    tight.settle();

    assertThat(journal.lines)
        .containsExactly("snapshot 3", "jump 7 [node/changed, node/gone, node/new]");
    assertThat(journal.labels()).isEqualTo(Map.of("changed", "c", "kept", "a", "new", "a"));
    assertThat(tasks.lines).as("nothing for them").containsExactly("snapshot 3", "bookmark 7");
    tight.create(node("later", "a"));
    tight.settle();
    assertThat(journal.lines).endsWith("commit 8 [node/later]");
  }

  @Test
  void aSubscriberThatThrowsIsLeftAloneAndTheOthersAreNot() {
    var broken = new ArrayList<String>();
    rig.feed.subscribe(
        NODES,
        new Quiet() {
          @Override
          public void onCommit(Commit commit, ReadTx at) {
            broken.add("called");
            throw new IllegalStateException("broken");
          }

          @Override
          public void onEnd(Throwable cause) {
            broken.add(cause.getMessage());
          }
        });
    rig.feed.subscribe(NODES, journal);
    rig.start();

    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(broken).containsExactly("called", "broken");
    assertThat(journal.labels()).containsOnlyKeys("n1", "n2");
  }

  @Test
  void aCancelledSubscriberIsToldNothingMore() {
    Feed.Subscription place = rig.feed.subscribe(NODES, journal);
    rig.start();

    rig.create(node("n1", "a"));
    place.cancel();
    place.cancel();
    rig.create(node("n2", "a"));
    rig.settle();

    assertThat(journal.lines).containsExactly("snapshot 0");
  }

  @Test
  void beforeTheFirstSnapshotThereIsNothingToRead() {
    assertThatThrownBy(() -> rig.feed.at())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no snapshot yet");
  }

  @Test
  void startingTwiceGivesTheSameSnapshot() {
    // rt.I-13
    rig.create(node("n1", "a"));
    Future<Version> once = rig.feed.start();
    rig.settle();
    rig.create(node("n2", "a"));

    Future<Version> twice = rig.feed.start();
    rig.settle();

    assertThat(twice.result()).isEqualTo(once.result()).isEqualTo(new Version(1));
  }

  @Test
  void aStoppedFeedTellsItsSubscribersAndThoseWhoWait() {
    rig.feed.subscribe(NODES, journal);
    rig.start();
    Future<ReadTx> waiting = rig.feed.atLeast(new Version(9));

    Future<Void> stopped = rig.feed.stop();
    rig.settle();
    rig.create(node("n1", "a"));
    rig.settle();

    assertThat(stopped.succeeded()).isTrue();
    assertThat(rig.feed.stop().succeeded()).isTrue();
    assertThat(journal.lines).containsExactly("snapshot 0", "end");
    assertThat(waiting.cause()).hasMessage("the feed was stopped");
    assertThat(rig.feed.atLeast(new Version(0)).succeeded()).as("what was read stays").isTrue();
    Future<ReadTx> tooLate = rig.feed.atLeast(new Version(9));
    var late = new Journal();
    rig.feed.subscribe(NODES, late);
    rig.settle();
    assertThat(late.lines).containsExactly("end");
    assertThat(tooLate.cause()).hasMessage("the feed was stopped");
    assertThat(rig.clock.advanceToNextTimer()).as("no timer is left").isFalse();
  }

  @Test
  void aFeedThatIsStoppedBeforeItStartsNeverStarts() {
    rig.feed.subscribe(NODES, journal);
    Future<Void> stopped = rig.feed.stop();
    Future<Version> started = rig.feed.start();
    rig.settle();

    assertThat(stopped.succeeded()).isTrue();
    assertThat(started.cause()).hasMessage("the feed was stopped");
    assertThat(journal.lines).containsExactly("end");
  }

  @Test
  void theFeedEndsWithTheStore() {
    rig.feed.subscribe(NODES, journal);
    rig.start();

    rig.store.close();
    rig.settle();

    assertThat(journal.lines).containsExactly("snapshot 0", "end");
    assertThat(journal.end).isInstanceOf(StoreClosedException.class);
    assertThat(rig.feed.at().version()).as("what was read stays").isEqualTo(Version.ZERO);
  }

  @Test
  void aFeedOfAClosedStoreFailsToStart() {
    rig.store.close();

    Future<Version> started = rig.feed.start();
    rig.settle();

    assertThat(started.cause()).isInstanceOf(StoreClosedException.class);
  }

  /** A subscriber that does nothing. */
  private static class Quiet implements Feed.Subscriber {
    @Override
    public void onSnapshot(ReadTx at) {}

    @Override
    public void onCommit(Commit commit, ReadTx at) {}

    @Override
    public void onJump(Commit difference, ReadTx at) {}

    @Override
    public void onBookmark(ReadTx at) {}

    @Override
    public void onEnd(Throwable cause) {}
  }
}
