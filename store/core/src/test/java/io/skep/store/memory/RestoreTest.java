package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.SharedData;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.Volume;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.StoreClosedException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots: what is saved, what a restore changes, and which history goes on. */
class RestoreTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = Fixtures.store(clock);

  @ParameterizedTest
  @MethodSource("io.skep.store.memory.TablesTest#all")
  <M extends Message> void aRestoreLeadsFromWhatIsToWhatWas(Table<M> table) { // S-79 ... S-83, T-12
    MemoryStore source = Fixtures.store(clock);
    now(source.update(StandardSet::createIn));
    now(store.update(StandardSet::createOthersIn));
    now(
        store.restore(
            store.save(store.view()).toBuilder()
                .mergeFrom(firstOfEach())
                .build())); // The others, and an older form of id1.
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.in(List.of(table)));

    now(store.restore(source.save(source.view())));

    assertThat(store.view().list(table)).isEqualTo(source.view().list(table));
    assertThat(commits(watcher))
        .singleElement()
        .satisfies(
            commit ->
                assertThat(shortly(commit))
                    .containsExactly(
                        "*" + table.name() + "/id1",
                        "+" + table.name() + "/id2",
                        "+" + table.name() + "/id3",
                        "-" + table.name() + "/alt-id1"));
  }

  @Test
  void aRestoreIsOneCommitInTheOrderOfTheTables() { // S-80, S-83
    MemoryStore source = Fixtures.store(clock);
    now(source.update(StandardSet::createIn));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());

    Version version = now(store.restore(source.save(source.view())));

    List<Commit> commits = commits(watcher);
    assertThat(commits).singleElement().extracting(Commit::version).isEqualTo(version);
    assertThat(commits.get(0).changes().stream().map(change -> change.table().name()).distinct())
        .containsExactly(
            "cluster",
            "config",
            "extension",
            "network",
            "node",
            "resource",
            "secret",
            "service",
            "task",
            "volume");
  }

  @Test
  void equalObjectsAreLeftAlone() { // S-83 as it may be: documented at Store.restore
    now(store.update(StandardSet::createIn));
    StoreSnapshot saved = store.save(store.view());
    now(store.update(tx -> tx.delete(Kinds.NODE, "id1")));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());

    now(store.restore(saved));
    Version again = now(store.restore(saved));

    assertThat(commits(watcher))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("+node/id1"));
    assertThat(store.view().version()).isEqualTo(again);
  }

  @Test
  void objectsComeBackByteForByte() { // S-30, S-82
    Node high =
        node("a").toBuilder()
            .setMeta(Meta.newBuilder().setVersion(io.skep.api.Version.newBuilder().setIndex(500)))
            .build();
    now(store.update(tx -> tx.create(Kinds.NODE, node("a"))));

    now(store.restore(StoreSnapshot.newBuilder().addNodes(high).build()));

    assertThat(store.view().get(Kinds.NODE, "a")).contains(high);
  }

  @Test
  void theNextVersionIsAboveAllThatTheSnapshotHas() { // S-28, S-30
    Node high =
        node("a").toBuilder()
            .setMeta(Meta.newBuilder().setVersion(io.skep.api.Version.newBuilder().setIndex(500)))
            .build();

    Version restored = now(store.restore(StoreSnapshot.newBuilder().addNodes(high).build()));
    Version named = now(store.restore(Snapshot.newBuilder().setStoreVersion(900).build()));
    Version next = now(store.update(tx -> tx.create(Kinds.NODE, node("b"))));

    assertThat(List.of(restored, named, next))
        .containsExactly(new Version(501), new Version(901), new Version(902));
  }

  @Test
  void namesThatSwapOrPassOnStayFindable() { // S-53
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("a", "one"))));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("b", "two"))));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("c", "three"))));

    now(
        store.restore(
            StoreSnapshot.newBuilder()
                .addServices(service("a", "two"))
                .addServices(service("b", "one"))
                .addServices(service("d", "three"))
                .build()));

    assertThat(idsNamed("one")).containsExactly("b");
    assertThat(idsNamed("two")).containsExactly("a");
    assertThat(idsNamed("three")).containsExactly("d");
  }

  @Test
  void rulesOfTablesAreNotApplied() { // S-81
    now(store.update(StandardSet::createIn));
    StoreSnapshot.Builder changed = store.save(store.view()).toBuilder();
    changed.getExtensionsBuilder(0).setDescription("changed");
    changed.removeExtensions(1); // Its resource stays.

    now(store.restore(changed.build()));

    assertThat(store.view().get(Kinds.EXTENSION, "id1").orElseThrow().getDescription())
        .isEqualTo("changed");
    assertThat(store.view().get(Kinds.RESOURCE, "id2")).isPresent();
  }

  @Test
  void anObjectThatIsListedTwiceIsWrittenTwice() { // S-81
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());

    now(
        store.restore(
            StoreSnapshot.newBuilder()
                .addServices(service("a", "one"))
                .addServices(service("a", "two"))
                .build()));

    assertThat(shortly(commits(watcher).get(0))).containsExactly("+service/a", "*service/a");
    assertThat(idsNamed("one")).isEmpty();
    assertThat(idsNamed("two")).containsExactly("a");
  }

  @Test
  void aSnapshotThatCannotBeTakenChangesNothing() { // S-80
    now(store.update(StandardSet::createIn));
    StoreSnapshot before = store.save(store.view());
    String history = store.historyId();

    assertRefused(
        StoreSnapshot.newBuilder()
            .addNodes(node("x"))
            .addVolumes(Volume.newBuilder().setId("bare"))
            .build(),
        "volume/bare");
    assertRefused(
        StoreSnapshot.newBuilder().addTables(TableSnapshot.newBuilder().setTable("mine")).build(),
        "table \"mine\"");
    assertRefused(
        StoreSnapshot.newBuilder()
            .addNodes(
                node("x").toBuilder()
                    .setMeta(
                        Meta.newBuilder()
                            .setVersion(io.skep.api.Version.newBuilder().setIndex(-1))))
            .build(),
        "18446744073709551615");

    assertThat(store.save(store.view())).isEqualTo(before);
    assertThat(store.historyId()).isEqualTo(history);
    assertThat(store.view().version()).isEqualTo(new Version(1));
  }

  @Test
  void aSavedViewIsNotAffectedByLaterWrites() { // S-79
    now(store.update(StandardSet::createIn));
    var view = store.view();
    StoreSnapshot first = store.save(view);

    now(store.update(tx -> tx.delete(Kinds.NODE, "id1")));

    assertThat(store.save(view)).isEqualTo(first);
    assertThat(first.getNodesList()).extracting(Node::getId).containsExactly("id1", "id2", "id3");
  }

  @Test
  void aBareSnapshotBeginsANewHistory() {
    String before = store.historyId();

    now(store.restore(StoreSnapshot.newBuilder().addNodes(node("a")).build()));

    assertThat(store.historyId()).isNotEqualTo(before).hasSize(25);
  }

  @Test
  void aStoreThatWasStoppedGoesOnInItsHistory() {
    now(store.update(StandardSet::createIn));
    String history = store.historyId();

    Snapshot last = now(store.stop());
    MemoryStore next = another();
    now(next.restore(last));

    assertThat(last.getCleanStop()).isTrue();
    assertThat(last.getStoreVersion()).isEqualTo(1);
    assertThat(next.historyId()).isEqualTo(history);
    assertThat(next.view().version()).isEqualTo(new Version(2));
    assertThat(next.save(next.view())).isEqualTo(last.getStore());
    assertThatThrownBy(store::view).isInstanceOf(StoreClosedException.class);
    assertThat(store.stop().cause()).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void aSnapshotOfARunningStoreBeginsANewHistory() {
    now(store.update(StandardSet::createIn));
    Snapshot saved = store.saveWithHistory(store.view());

    MemoryStore next = another();
    now(next.restore(saved));

    assertThat(saved.getHistoryId()).isEqualTo(store.historyId());
    assertThat(next.historyId()).isNotEqualTo(store.historyId());
  }

  @Test
  void aStoreWithAPastOfItsOwnDoesNotTakeOverAnothersHistory() {
    now(store.update(StandardSet::createIn));
    Snapshot last = now(store.stop());
    MemoryStore next = another();
    now(next.update(tx -> tx.create(Kinds.NODE, node("a"))));
    String own = next.historyId();

    now(next.restore(last));

    assertThat(next.historyId()).isNotIn(own, last.getHistoryId());
  }

  @Test
  void nothingIsCommittedAfterAStop() {
    List<Version> committed = new ArrayList<>();
    try (var busy = new BusyStore(store)) {
      var stopped = store.stop();
      var late = store.update(tx -> tx.create(Kinds.NODE, node("late")));
      late.onSuccess(committed::add);
      busy.letGo();
      assertThat(now(stopped).getStore().getNodesCount()).isZero();
      assertThat(late.cause()).isInstanceOf(StoreClosedException.class);
    }

    assertThat(committed).isEmpty();
  }

  @Test
  void theDifferenceOfTwoSnapshotsLeadsFromOneToTheOther() {
    now(store.update(StandardSet::createIn));
    var before = store.view();
    now(store.update(tx -> tx.delete(Kinds.TASK, "id2")));
    now(store.update(tx -> tx.create(Kinds.NODE, node("id4"))));
    now(store.update(tx -> tx.delete(Kinds.NODE, "id4")));
    now(store.update(tx -> tx.update(Kinds.NODE, tx.get(Kinds.NODE, "id3").orElseThrow())));
    now(store.update(tx -> tx.create(Kinds.NODE, node("id0"))));

    List<Change<?>> all = store.diff(before, store.view(), Interest.all());
    List<Change<?>> back = store.diff(store.view(), before, Interest.in(List.of(Kinds.NODE)));

    assertThat(all)
        .extracting(Fixtures::shortly)
        .containsExactly("+node/id0", "*node/id3", "-task/id2");
    assertThat(back).extracting(Fixtures::shortly).containsExactly("-node/id0", "*node/id3");
    assertThat(store.diff(before, before, Interest.all())).isEmpty();
    assertThatThrownBy(() -> store.diff(before, another().view(), Interest.all()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a snapshot of this store");
  }

  @Test
  void aSnapshotOfSwarmKitsComesBackEqual() throws IOException {
    var file = SharedData.require("data/swarmkit/snapshot.pb");
    byte[] bytes = Files.readAllBytes(file);
    StoreSnapshot original = StoreSnapshot.parseFrom(bytes);

    now(store.restore(original));
    StoreSnapshot saved = store.save(store.view());
    MemoryStore second = another();
    now(second.restore(StoreSnapshot.parseFrom(saved.toByteArray())));

    assertThat(saved).isEqualTo(sortedById(original));
    assertThat(second.save(second.view())).isEqualTo(saved);
    assertThat(original.getTasksCount()).isPositive();
  }

  private void assertRefused(StoreSnapshot snapshot, String because) {
    assertThatThrownBy(() -> now(store.restore(snapshot)))
        .isInstanceOf(InvalidSnapshotException.class)
        .hasMessageContaining(because)
        .hasMessageContaining("nothing was restored");
  }

  private MemoryStore another() {
    return new MemoryStore(Fixtures.options(clock).withRandom(new Random(8)));
  }

  private List<String> idsNamed(String name) {
    return store.view().find(Kinds.SERVICE, By.name(name)).stream()
        .map(io.skep.api.Service::getId)
        .toList();
  }

  /** The first object of each table, at another version than a store would give it. */
  private static StoreSnapshot firstOfEach() {
    StoreSnapshot.Builder snapshot = StoreSnapshot.newBuilder();
    Kinds.ALL.forEach(table -> addFirst(table, snapshot));
    return snapshot.build();
  }

  private static <M extends Message> void addFirst(Table<M> table, StoreSnapshot.Builder into) {
    M first = StandardSet.objects(table).get(0);
    table.places().orElseThrow().into(into, List.of(StandardSet.at(table, first, 100)));
  }

  private static StoreSnapshot sortedById(StoreSnapshot snapshot) {
    StoreSnapshot.Builder sorted = StoreSnapshot.newBuilder();
    Kinds.ALL.forEach(table -> sort(table, snapshot, sorted));
    return sorted.build();
  }

  private static <M extends Message> void sort(
      Table<M> table, StoreSnapshot from, StoreSnapshot.Builder into) {
    List<M> objects = new ArrayList<>(table.places().orElseThrow().in(from));
    objects.sort(java.util.Comparator.comparing(table::id));
    table.places().orElseThrow().into(into, objects);
  }
}
