package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.drain;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static io.skep.store.memory.WatchRig.NODES;
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
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What watchers are given. */
class WatchTest {
  private final WatchRig rig = new WatchRig();

  @Test
  void aWatcherGetsExactlyWhatWasCommittedAfterItsSnapshot() { // S-95, S-101, S-104
    rig.create("a");
    List<ReadTx> snapshot = new ArrayList<>();

    Watcher watcher = rig.store.viewAndWatch(rig.loop, Interest.all(), snapshot::add);
    rig.create("b");
    now(rig.store.update(tx -> tx.delete(Kinds.NODE, "a")));

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
    Watcher watcher = rig.store.watch(rig.loop, Interest.all());

    Version version =
        now(
            rig.store.update(
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
    Watcher watcher = rig.store.watch(rig.loop, NODES);
    rig.create("a");
    rig.create("b");

    List<Next> all = drain(watcher);

    assertThat(((Next.Delivered) all.get(0)).at().list(Kinds.NODE)).hasSize(1);
    assertThat(((Next.Delivered) all.get(1)).at().list(Kinds.NODE)).hasSize(2);
    assertThat(((Next.CaughtUp) all.get(2)).at().version()).isEqualTo(new Version(2));
  }

  @Test
  void anInterestChoosesTablesAndChanges() { // S-85, S-90, S-91, T-21
    Watcher onlyNodes = rig.store.watch(rig.loop, NODES);
    Watcher deletes =
        rig.store.watch(
            rig.loop, Interest.all().where(change -> change instanceof Change.Deleted<?>));
    Watcher both =
        rig.store.watch(
            rig.loop, Interest.in(List.of(Kinds.NODE, Kinds.SERVICE)).where(WatchTest::isNamedS));

    now(
        rig.store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              tx.create(Kinds.SERVICE, service("s", "web"));
              tx.create(Kinds.NODE, node("b"));
            }));
    now(rig.store.update(tx -> tx.delete(Kinds.SERVICE, "s")));

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
        rig.store.update(
            tx -> tx.create(Kinds.NODE, node("a").toBuilder().setRole(NodeRole.MANAGER).build())));
    Watcher after =
        rig.store.watch(rig.loop, NODES.where(change -> isManager(change.after().orElse(null))));
    Watcher before =
        rig.store.watch(rig.loop, NODES.where(change -> isManager(change.before().orElse(null))));

    now(
        rig.store.update(
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
  void aSnapshotThatCannotBeTakenLeavesNoWatcher() { // S-102
    var failure = new IllegalStateException("no");

    assertThatThrownBy(
            () ->
                rig.store.viewAndWatch(
                    rig.loop,
                    NODES,
                    view -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void aWatchDoesNotWaitForAWriter() { // S-103 as it is now
    try (var busy = new BusyStore(rig.store)) {
      Watcher watcher = rig.store.watch(rig.loop, NODES);
      assertThat(watcher.next()).isInstanceOf(Next.CaughtUp.class);
      busy.letGo();
    }
  }

  @Test
  void aWatchStartedInsideABodyMissesNothingOfIt() { // S-6, S-101
    List<Watcher> watchers = new ArrayList<>();

    now(
        rig.store.update(
            tx -> {
              tx.create(Kinds.NODE, node("a"));
              watchers.add(rig.store.watch(rig.loop, NODES));
            }));

    assertThat(commits(watchers.get(0))).hasSize(1);
  }

  @Test
  void aTableThatTheStoreDoesNotHaveCannotBeWatched() {
    var nodesOnly =
        new MemoryStore(MemoryStoreOptions.of(List.of(Kinds.NODE)).withClock(rig.clock));

    assertThatThrownBy(() -> nodesOnly.watch(rig.loop, Interest.in(List.of(Kinds.TASK))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no table \"task\"");
  }

  @Test
  void aCopyThatFollowsItsWatcherStaysEqual() { // T-5
    now(rig.store.update(StandardSet::createIn));
    MemoryStore copy = Fixtures.store(rig.clock);
    Watcher watcher =
        rig.store.viewAndWatch(
            rig.loop, Interest.all(), view -> now(copy.restore(rig.store.save(view))));
    assertThat(copy.save(copy.view())).isEqualTo(rig.store.save(rig.store.view()));

    now(rig.store.update(tx -> tx.create(Kinds.NODE, node("id4"))));
    now(
        rig.store.update(
            tx -> {
              var renamed = tx.get(Kinds.SERVICE, "id3").orElseThrow().toBuilder();
              renamed.getSpecBuilder().getAnnotationsBuilder().setName("new-name");
              tx.update(Kinds.SERVICE, renamed.build());
            }));
    now(rig.store.update(tx -> tx.delete(Kinds.TASK, "id1")));

    List<Next> all = drain(watcher);
    assertThat(all).hasSize(4);
    for (Next next : all.subList(0, 3)) {
      now(copy.restore(rig.store.save(((Next.Delivered) next).at())));
    }
    assertThat(copy.save(copy.view())).isEqualTo(rig.store.save(rig.store.view()));
  }

  private static boolean isNamedS(Change<?> change) {
    return change.key().id().equals("s");
  }

  private static boolean isManager(Object node) {
    return node instanceof Node manager && manager.getRole() == NodeRole.MANAGER;
  }
}
