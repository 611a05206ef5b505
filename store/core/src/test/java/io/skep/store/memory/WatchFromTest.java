package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.drain;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.WatchRig.NODES;
import static io.skep.store.memory.WatchRig.assertCompacted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.StoreClosedException;
import io.skep.store.Version;
import io.skep.store.VersionNotReachedException;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.kind.Kinds;
import io.skep.store.replication.InProcessLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Watches that go on from a version seen before. */
class WatchFromTest {
  private static final Interest SERVICES = Interest.in(List.of(Kinds.SERVICE));

  private final WatchRig rig = new WatchRig();
  private final MemoryStore store = rig.store;

  @Test
  void whatTheLogHoldsAndWhatComesLaterIsOneSequence() { // S-105, S-106, S-107, S-110, S-111
    List<ResumePoint> points = new ArrayList<>(List.of(here()));
    for (int i = 0; i < 4; i++) {
      rig.create("n" + i);
      points.add(here());
    }

    for (int from = 0; from <= 4; from++) {
      List<String> expected = List.of("+node/n0", "+node/n1", "+node/n2", "+node/n3");
      assertThat(changes(watchFrom(Interest.all(), points.get(from))))
          .as("from %s", points.get(from))
          .isEqualTo(expected.subList(from, 4));
    }
    Watcher live = watchFrom(Interest.all(), points.get(3));
    rig.create("n4");
    assertThat(changes(live)).containsExactly("+node/n3", "+node/n4");
    rig.create("n5");
    assertThat(changes(live)).containsExactly("+node/n5");
  }

  @Test
  void twoBatchesOfWatchersGetWhatFollowedEach() { // T-13
    for (int i = 0; i < 4; i++) {
      createBoth("id" + i);
    }
    String history = store.historyId();

    assertThatThrownBy(() -> watchFrom(NODES, new ResumePoint(history, new Version(5_000))))
        .isInstanceOf(VersionNotReachedException.class)
        .hasMessageContaining("version 5000 of history " + history)
        .hasMessageContaining("is at 4");
    Watcher nodes = watchFrom(NODES, new ResumePoint(history, new Version(2)));
    Watcher services = watchFrom(SERVICES, new ResumePoint(history, new Version(3)));
    assertThat(changes(nodes)).containsExactly("+node/id2", "+node/id3");
    assertThat(changes(services)).containsExactly("+service/id3");

    createBoth("new");
    rig.create("new2");
    assertThat(changes(nodes)).containsExactly("+node/new", "+node/new2");
    assertThat(changes(services)).containsExactly("+service/new");
  }

  @Test
  void aResumedUpdateStillShowsTheObjectBefore() { // S-108
    rig.create("a");
    ResumePoint start = here();
    now(store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "a").orElseThrow())));
    Commit live = commits(watchFrom(NODES, start)).get(0);

    assertThat(live.changes().get(0).before()).isPresent();
    assertThat(live.changes().get(0).before()).isNotEqualTo(live.changes().get(0).after());
  }

  @Test
  void whatIsOlderThanTheLogIsCompacted() { // S-106, rt.W-3
    ResumePoint start = here();
    for (int i = 0; i < 4; i++) {
      rig.create("n" + i);
    }
    assertThat(commits(watchFrom(NODES, start))).hasSize(4);
    rig.create("n4");

    Watcher late = watchFrom(NODES, start);
    late.onReady(rig.told::incrementAndGet);
    rig.clock.runUntilIdle();

    assertThat(rig.told).hasValue(1);
    Next answer = late.next();
    assertCompacted(answer, 2);
    assertThat(((Next.Compacted) answer).details())
        .contains("version 0 of history", "this store is at version 5");
    assertThat(late.next()).isEqualTo(answer);
  }

  @Test
  void anotherHistoryIsCompacted() { // S-106
    rig.create("a");

    Watcher foreign = watchFrom(NODES, new ResumePoint("elsewhere", new Version(1)));
    Watcher foreignAndNewer = watchFrom(NODES, new ResumePoint("elsewhere", new Version(99)));

    assertCompacted(foreign.next(), 1);
    assertCompacted(foreignAndNewer.next(), 1);
  }

  @Test
  void aRestoreBeginsAHistoryAnew() { // S-83, S-106
    rig.create("a");
    ResumePoint before = here();
    rig.create("b");
    now(store.restore(StoreSnapshot.getDefaultInstance()));
    ResumePoint restored = here();
    rig.create("c");

    assertCompacted(watchFrom(NODES, before).next(), 1);
    assertThat(changes(watchFrom(NODES, restored))).containsExactly("+node/c");
    var unheardOf = new ResumePoint(store.historyId(), before.version());
    assertCompacted(watchFrom(NODES, unheardOf).next(), 1);
  }

  @Test
  void aHistoryThatGoesOnAfterACleanStopCanBeWatchedFromItsLastVersion() { // S-106
    rig.create("a");
    ResumePoint early = here();
    rig.create("b");
    ResumePoint last = here();
    Snapshot saved = now(store.stop());

    MemoryStore next = anotherStore();
    now(next.restore(saved));
    ResumePoint restored = ResumePoint.after(next.view());
    now(next.update(tx -> tx.create(Kinds.NODE, node("c"))));

    assertThat(restored.historyId()).isEqualTo(last.historyId());
    assertThat(changes(next.watchFrom(rig.loop, NODES, last))).containsExactly("+node/c");
    assertThat(changes(next.watchFrom(rig.loop, NODES, restored))).containsExactly("+node/c");
    assertThat(next.watchFrom(rig.loop, NODES, early).next()).isInstanceOf(Next.Compacted.class);
  }

  @Test
  void aHistoryThatGoesOnWithoutObjectsCannotBeWatchedFromBeforeTheyWent() { // S-106
    rig.create("a");
    ResumePoint early = here();
    now(store.update(tx -> tx.delete(Kinds.NODE, "a")));
    ResumePoint last = here();
    Snapshot saved = now(store.stop());

    MemoryStore next = anotherStore();
    now(next.restore(saved));

    assertThat(next.watchFrom(rig.loop, NODES, last).next()).isInstanceOf(Next.CaughtUp.class);
    assertThat(next.watchFrom(rig.loop, NODES, early).next()).isInstanceOf(Next.Compacted.class);
  }

  @Test
  void aBookmarkKeepsAnIdleWatchersPlaceRecent() { // S-109
    Watcher idle = store.watch(rig.loop, SERVICES);
    rig.clock.runUntilIdle();
    ResumePoint bookmark = null;
    for (int i = 0; i < 20; i++) {
      rig.create("n" + i);
      rig.clock.runUntilIdle();
      if (i % 5 == 4) {
        bookmark = ResumePoint.after(((Next.CaughtUp) idle.next()).at());
        assertThat(bookmark).isEqualTo(here());
      }
    }
    rig.createService("s");

    assertThat(changes(watchFrom(SERVICES, bookmark))).containsExactly("+service/s");
  }

  @Test
  void everyReplicaGoesOnFromWhatAnotherGave() { // S-105
    var log = new InProcessLog(rig.clock);
    InProcessLog.Member leads = log.join("leads");
    InProcessLog.Member follows = log.join("follows");
    var leader = new MemoryStore(options(rig.clock).withProposer(leads));
    var follower = new MemoryStore(options(rig.clock).withProposer(follows));
    log.elect(leads);
    rig.clock.runUntilIdle();
    leader.update(tx -> tx.create(Kinds.NODE, node("a")));
    rig.clock.runUntilIdle();
    ResumePoint seen = ResumePoint.after(leader.view());
    leader.update(tx -> tx.create(Kinds.NODE, node("b")));
    rig.clock.runUntilIdle();

    Watcher watcher = follower.watchFrom(rig.loop, NODES, seen);
    assertThat(changes(watcher)).containsExactly("+node/b");
    log.elect(follows);
    rig.clock.runUntilIdle();
    follower.update(tx -> tx.create(Kinds.NODE, node("c")));
    rig.clock.runUntilIdle();
    assertThat(changes(watcher)).containsExactly("+node/c");
    assertThat(changes(leader.watchFrom(rig.loop, NODES, seen)))
        .containsExactly("+node/b", "+node/c");
  }

  @Test
  void aReplicaThatLagsBehindSaysSoUntilItIsThere() { // S-111
    var log = new InProcessLog(rig.clock);
    InProcessLog.Member leads = log.join("leads");
    var leader = new MemoryStore(options(rig.clock).withProposer(leads));
    log.elect(leads);
    rig.clock.runUntilIdle();
    leader.update(tx -> tx.create(Kinds.NODE, node("a")));
    rig.clock.runUntilIdle();
    ResumePoint seen = ResumePoint.after(leader.view());
    var late = new MemoryStore(options(rig.clock).withProposer(log.join("late")));

    assertThatThrownBy(() -> late.watchFrom(rig.loop, NODES, seen))
        .isInstanceOfSatisfying(
            VersionNotReachedException.class, e -> assertThat(e.isRetryable()).isTrue());
    leader.update(tx -> tx.create(Kinds.NODE, node("b"))); // Lets the late one catch up.
    rig.clock.runUntilIdle();

    assertThat(changes(late.watchFrom(rig.loop, NODES, seen))).containsExactly("+node/b");
  }

  @Test
  void aClosedStoreHasNoPlaceToGoOnFrom() { // S-100
    ResumePoint start = here();
    store.close();

    assertThatThrownBy(() -> watchFrom(NODES, start)).isInstanceOf(StoreClosedException.class);
  }

  private MemoryStore anotherStore() {
    return new MemoryStore(options(rig.clock).withRandom(new Random(8)));
  }

  private ResumePoint here() {
    ReadTx view = store.view();
    return ResumePoint.after(view);
  }

  private Watcher watchFrom(Interest interest, ResumePoint from) {
    return store.watchFrom(rig.loop, interest, from);
  }

  private void createBoth(String id) {
    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node(id));
              tx.create(Kinds.SERVICE, service(id, id));
            }));
  }

  private static List<String> changes(Watcher watcher) {
    List<Next> all = drain(watcher);
    assertThat(all.get(all.size() - 1)).isInstanceOf(Next.CaughtUp.class);
    return all.stream()
        .filter(Next.Delivered.class::isInstance)
        .flatMap(next -> Fixtures.shortly(((Next.Delivered) next).commit()).stream())
        .toList();
  }
}
