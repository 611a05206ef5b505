package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.drain;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What watchers are given, when they are told, and when they have lost something. */
class WatchTest {
  private static final Interest NODES = Interest.in(List.of(Kinds.NODE));

  private final VirtualClock clock = new VirtualClock(1);
  private final Loop loop = clock.loop("watcher");
  private final MemoryStore store =
      new MemoryStore(options(clock).withLog(new LogBounds(4, 1_000)));
  private final AtomicInteger told = new AtomicInteger();

  @Test
  void aWatcherGetsExactlyWhatWasCommittedAfterItsSnapshot() { // S-95, S-101, S-104
    create("a");
    List<ReadTx> snapshot = new ArrayList<>();

    Watcher watcher = store.viewAndWatch(loop, Interest.all(), snapshot::add);
    create("b");
    now(store.update(tx -> tx.delete(Kinds.NODE, "a")));

    assertThat(snapshot.get(0).list(Kinds.NODE)).extracting(Node::getId).containsExactly("a");
    List<Commit> commits = commits(watcher);
    assertThat(commits)
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/b"), List.of("-node/a"));
    assertThat(commits.get(0).predecessor()).isEqualTo(snapshot.get(0).version());
    assertThat(commits.get(1).predecessor()).isEqualTo(commits.get(0).version());
  }

  @Test
  void aTransactionArrivesWholeAndInItsOrder() { // S-87, S-88
    Watcher watcher = store.watch(loop, Interest.all());

    Version version =
        now(
            store.update(
                tx -> {
                  tx.create(Kinds.SERVICE, service("s", "web"));
                  tx.create(Kinds.NODE, node("a"));
                  tx.delete(Kinds.SERVICE, "s");
                }));

    assertThat(commits(watcher))
        .singleElement()
        .satisfies(
            commit -> {
              assertThat(shortly(commit)).containsExactly("+service/s", "+node/a", "-service/s");
              assertThat(commit.version()).isEqualTo(version);
            });
  }

  @Test
  void aCommitComesWithTheStateThatItLeft() { // S-89
    Watcher watcher = store.watch(loop, NODES);
    create("a");
    create("b");

    List<Next> all = drain(watcher);

    assertThat(((Next.Delivered) all.get(0)).at().list(Kinds.NODE)).hasSize(1);
    assertThat(((Next.Delivered) all.get(1)).at().list(Kinds.NODE)).hasSize(2);
    assertThat(((Next.CaughtUp) all.get(2)).at().version()).isEqualTo(new Version(2));
  }

  @Test
  void anInterestChoosesTablesAndChanges() { // S-85, S-90, S-91, T-21
    Watcher onlyNodes = store.watch(loop, NODES);
    Watcher deletes =
        store.watch(loop, Interest.all().where(change -> change instanceof Change.Deleted<?>));
    Watcher both =
        store.watch(
            loop, Interest.in(List.of(Kinds.NODE, Kinds.SERVICE)).where(WatchTest::isNamedS));

    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              tx.create(Kinds.SERVICE, service("s", "web"));
              tx.create(Kinds.NODE, node("b"));
            }));
    now(store.update(tx -> tx.delete(Kinds.SERVICE, "s")));

    assertThat(commits(onlyNodes))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/a", "+node/b"));
    assertThat(commits(deletes))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("-service/s"));
    assertThat(commits(both))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+service/s"), List.of("-service/s"));
  }

  @Test
  void anUpdateThatLeavesAFilterIsSeenByWhoAsksForTheObjectBefore() { // S-86, S-91
    now(
        store.update(
            tx -> tx.create(Kinds.NODE, node("a").toBuilder().setRole(NodeRole.MANAGER).build())));
    Watcher after =
        store.watch(loop, NODES.where(change -> isManager(change.after().orElse(null))));
    Watcher before =
        store.watch(loop, NODES.where(change -> isManager(change.before().orElse(null))));

    now(
        store.update(
            tx ->
                tx.update(
                    Kinds.NODE,
                    tx.get(Kinds.NODE, "a").orElseThrow().toBuilder()
                        .setRole(NodeRole.WORKER)
                        .build())));

    assertThat(commits(after)).isEmpty();
    assertThat(commits(before)).hasSize(1);
  }

  @Test
  void theOwnerIsToldOnItsLoopWhenSomethingMatches() {
    Watcher watcher = watchNodes();
    assertThat(watcher.next()).isInstanceOf(Next.CaughtUp.class);

    now(store.update(tx -> tx.create(Kinds.SERVICE, service("s", "web"))));
    clock.runUntilIdle();
    assertThat(told).hasValue(0);
    create("a");
    assertThat(told).hasValue(0); // Not inside the commit.
    clock.runUntilIdle();
    assertThat(told).hasValue(1);
    create("b");
    clock.runUntilIdle();
    assertThat(told).hasValue(1); // Once, until it has caught up again.

    assertThat(commits(watcher)).hasSize(2);
    create("c");
    clock.runUntilIdle();
    assertThat(told).hasValue(2);
  }

  @Test
  void anOwnerThatHasNotReadYetIsToldAsWell() {
    watchNodes();

    create("a");
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
  }

  @Test
  void anOwnerThatSaysLateWhomToTellIsToldOfWhatCameBefore() {
    Watcher watcher = store.watch(loop, NODES);
    create("a");
    clock.runUntilIdle();

    watcher.onReady(told::incrementAndGet);
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
  }

  @Test
  void aWatcherThatWaitsIsNeverCompactedByWhatDoesNotMatter() {
    Watcher watcher = watchNodes();

    for (int i = 0; i < 100; i++) {
      String id = "s" + i;
      now(store.update(tx -> tx.create(Kinds.SERVICE, service(id, id))));
      clock.runUntilIdle();
    }
    create("a");

    assertThat(commits(watcher)).extracting(Fixtures::shortly).containsExactly(List.of("+node/a"));
  }

  @Test
  void aWatcherThatWaitsIsToldWhenCommitsWereDroppedBeforeTheyWereExamined() {
    Watcher watcher = watchNodes();

    for (int i = 0; i < 10; i++) {
      String id = "s" + i;
      now(store.update(tx -> tx.create(Kinds.SERVICE, service(id, id))));
    }
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
    assertThat(watcher.next()).isEqualTo(new Next.Compacted(new Version(7)));
    create("a");
    assertThat(watcher.next()).isEqualTo(new Next.Compacted(new Version(7)));
  }

  @Test
  void aSlowWatcherIsCompactedWhenWhatItNeedsIsGone() { // S-94, S-98, T-24 as they are now
    Watcher watcher = watchNodes();
    for (int i = 0; i < 5; i++) {
      create("n" + i);
      clock.runUntilIdle();
    }

    assertThat(told).hasValue(1);
    assertThat(watcher.next()).isEqualTo(new Next.Compacted(new Version(2)));
  }

  @Test
  void aSlowWatcherReadsAllThatIsStillThere() {
    Watcher watcher = watchNodes();
    for (int i = 0; i < 4; i++) {
      create("n" + i);
    }

    assertThat(commits(watcher)).hasSize(4);
  }

  @Test
  void theLogIsBoundedInChangesAndKeepsTheNewestCommit() {
    var small = new MemoryStore(options(clock).withLog(new LogBounds(100, 5)));
    Watcher slow = small.watch(loop, NODES);
    Watcher quick = small.watch(loop, NODES);

    createMany(small, "a", 3);
    createMany(small, "b", 2);
    assertThat(commits(quick)).hasSize(2);
    createMany(small, "c", 1);
    assertThat(slow.next()).isEqualTo(new Next.Compacted(new Version(2)));
    createMany(small, "d", 50);

    assertThat(drain(quick))
        .singleElement()
        .isEqualTo(new Next.Compacted(new Version(4))); // It had not seen the third one.
    Watcher fresh = small.watch(loop, NODES);
    createMany(small, "e", 50);
    assertThat(commits(fresh)).hasSize(1);
  }

  @Test
  void aCommitCostsTheSameHoweverManyWatch() { // S-94
    var counting = new CountingLoop(loop);
    for (int i = 0; i < 10_000; i++) {
      store.watch(counting, NODES).onReady(told::incrementAndGet);
    }
    clock.runUntilIdle();
    counting.tasks = 0;

    create("a");

    assertThat(counting.tasks).isEqualTo(1);
    clock.runUntilIdle();
    assertThat(told).hasValue(10_000);
  }

  @Test
  void aClosedWatcherEndsAndIsToldNothingMore() { // S-96, T-21
    Watcher watcher = watchNodes();
    Watcher other = store.watch(loop, NODES);

    watcher.close();
    watcher.close();
    create("a");
    clock.runUntilIdle();

    assertThat(told).hasValue(0);
    assertThat(watcher.next()).isEqualTo(new Next.Ended());
    assertThat(commits(other)).hasSize(1);
  }

  @Test
  void aWatcherClosedByAnotherThatIsToldInTheSameTurnIsNotTold() {
    Watcher first = store.watch(loop, NODES);
    Watcher second = watchNodes();
    first.onReady(second::close);
    clock.runUntilIdle();
    told.set(0);

    create("a");
    clock.runUntilIdle();

    assertThat(told).hasValue(0);
  }

  @Test
  void theEndOfTheStoreEndsEveryWatcherAtOnce() { // S-96, S-100
    Watcher waiting = watchNodes();
    Watcher behind = store.watch(loop, NODES);
    assertThat(waiting.next()).isInstanceOf(Next.CaughtUp.class);
    create("a");
    clock.runUntilIdle();
    commits(waiting);
    told.set(0);

    store.close();
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
    assertThat(waiting.next()).isEqualTo(new Next.Ended());
    assertThat(behind.next()).isEqualTo(new Next.Ended());
  }

  @Test
  void aSnapshotThatCannotBeTakenLeavesNoWatcher() { // S-102
    var failure = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                store.viewAndWatch(
                    loop,
                    NODES,
                    view -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void aWatchDoesNotWaitForAWriter() { // S-103 as it is now
    try (var busy = new BusyStore(store)) {
      Watcher watcher = store.watch(loop, NODES);
      assertThat(watcher.next()).isInstanceOf(Next.CaughtUp.class);
      busy.letGo();
    }
  }

  @Test
  void aWatchStartedInsideABodyMissesNothingOfIt() { // S-6, S-101
    List<Watcher> watchers = new ArrayList<>();

    now(
        store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              watchers.add(store.watch(loop, NODES));
            }));

    assertThat(commits(watchers.get(0))).hasSize(1);
  }

  @Test
  void anOwnerThatFailsDoesNotKeepOthersFromBeingTold() {
    Watcher failing = store.watch(loop, NODES);
    failing.onReady(
        () -> {
          throw new IllegalStateException("owner");
        });
    watchNodes();
    clock.runUntilIdle();
    told.set(0);

    create("a");
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
  }

  @Test
  void anInterestThatFailsFailsItsOwnersReadOnly() {
    Watcher failing =
        store.watch(
            loop,
            NODES.where(
                change -> {
                  throw new IllegalStateException("predicate");
                }));
    failing.onReady(() -> assertThatThrownBy(failing::next).hasMessage("predicate"));
    Watcher other = watchNodes();
    clock.runUntilIdle();
    told.set(0);

    create("a");
    clock.runUntilIdle();

    assertThat(told).hasValue(1);
    assertThat(commits(other)).hasSize(1);
  }

  @Test
  void aTableThatTheStoreDoesNotHaveCannotBeWatched() {
    var nodesOnly = new MemoryStore(MemoryStoreOptions.of(List.of(Kinds.NODE)).withClock(clock));

    assertThatThrownBy(() -> nodesOnly.watch(loop, Interest.in(List.of(Kinds.TASK))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table \"task\"");
  }

  @Test
  void aCopyThatFollowsItsWatcherStaysEqual() { // T-5
    now(store.update(StandardSet::createIn));
    MemoryStore copy = Fixtures.store(clock);
    Watcher watcher =
        store.viewAndWatch(loop, Interest.all(), view -> now(copy.restore(store.save(view))));
    assertThat(copy.save(copy.view())).isEqualTo(store.save(store.view()));

    now(store.update(tx -> tx.create(Kinds.NODE, node("id4"))));
    now(
        store.update(
            tx -> {
              var renamed = tx.get(Kinds.SERVICE, "id3").orElseThrow().toBuilder();
              renamed.getSpecBuilder().getAnnotationsBuilder().setName("new-name");
              tx.update(Kinds.SERVICE, renamed.build());
            }));
    now(store.update(tx -> tx.delete(Kinds.TASK, "id1")));

    List<Next> all = drain(watcher);
    assertThat(all).hasSize(4);
    for (Next next : all.subList(0, 3)) {
      now(copy.restore(store.save(((Next.Delivered) next).at())));
    }
    assertThat(copy.save(copy.view())).isEqualTo(store.save(store.view()));
  }

  private Watcher watchNodes() {
    Watcher watcher = store.watch(loop, NODES);
    clock.runUntilIdle(); // Lets the watcher take its place.
    watcher.onReady(told::incrementAndGet);
    clock.runUntilIdle();
    told.set(0);
    return watcher;
  }

  private void create(String id) {
    now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
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

  private static boolean isNamedS(Change<?> change) {
    return change.key().id().equals("s");
  }

  private static boolean isManager(Object node) {
    return node instanceof Node manager && manager.getRole() == NodeRole.MANAGER;
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
