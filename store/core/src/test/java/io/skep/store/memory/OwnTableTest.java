package io.skep.store.memory;

import static io.skep.store.memory.BookTable.BOOK;
import static io.skep.store.memory.BookTable.SHELF;
import static io.skep.store.memory.BookTable.book;
import static io.skep.store.memory.BookTable.longBook;
import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.skep.api.Meta;
import io.skep.api.Resource;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.store.BatchOptions;
import io.skep.store.BatchResult;
import io.skep.store.By;
import io.skep.store.Interest;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Places;
import io.skep.store.Table;
import io.skep.store.TransactionTooLargeException;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.replication.InProcessLog;
import io.skep.store.replication.Proposer;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A table that SwarmKit does not know, in a log and in snapshots, beside those that it knows. */
class OwnTableTest {
  private static final List<Table<?>> TABLES =
      Stream.concat(Stream.of(BOOK), Kinds.ALL.stream()).toList();

  private final VirtualClock clock = new VirtualClock(1);
  private final InProcessLog log = new InProcessLog(clock);
  private final InProcessLog.Member first = log.join("first");
  private final MemoryStore leader = store(first);
  private final MemoryStore follower = store(log.join("second"));

  @Test
  void itsChangesTravelThroughTheLog() { // S-76, S-77, S-117
    lead();
    Version base = leader.view().version();

    Version created = write(tx -> tx.create(BOOK, book("b", "Emma", "north")));
    Resource stored = leader.view().get(BOOK, "b").orElseThrow();
    Version updated = write(tx -> tx.update(BOOK, stored.toBuilder().setKind("novel").build()));
    Resource last = leader.view().get(BOOK, "b").orElseThrow();
    write(tx -> tx.delete(BOOK, "b"));

    assertThat(log.entries().subList(1, 4))
        .containsExactly(
            entry(created, base, StoreActionKind.STORE_ACTION_CREATE, stored),
            entry(updated, created, StoreActionKind.STORE_ACTION_UPDATE, last),
            entry(newest(), updated, StoreActionKind.STORE_ACTION_REMOVE, last));
    assertEqualStores();
  }

  @Test
  void followersSeeTheChangesOfAllTablesInTheOrderOfTheCalls() { // S-76, S-87
    lead();
    Watcher there = leader.watch(clock.loop("there"), Interest.all());
    Watcher here = follower.watch(clock.loop("here"), Interest.all());

    write(
        tx -> {
          tx.create(BOOK, book("a", "Emma", "north"));
          tx.create(Kinds.NODE, node("n"));
          tx.create(BOOK, book("b", "Persuasion", "north"));
          tx.create(BOOK, book("c", "Sanditon", "south"));
          tx.delete(Kinds.NODE, "n");
          tx.create(Kinds.NODE, node("m"));
          tx.delete(BOOK, "a");
        });

    assertThat(commits(here))
        .isEqualTo(commits(there))
        .singleElement()
        .satisfies(
            commit ->
                assertThat(shortly(commit))
                    .containsExactly(
                        "+book/a", "+node/n", "+book/b", "+book/c", "-node/n", "+node/m",
                        "-book/a"));
    assertThat(follower.view().find(BOOK, By.equal(SHELF, "north")))
        .extracting(Resource::getId)
        .containsExactly("b");
    assertThat(follower.view().find(BOOK, By.name("PERSUASION"))).hasSize(1);
    assertEqualStores();
  }

  @Test
  void itsObjectsCountForTheSizeOfATransaction() { // S-21
    lead();
    int most = BatchLimits.MOST_BYTES;

    Future<Version> tooLarge = leader.update(tx -> tx.create(BOOK, longBook("b", most)));
    clock.runUntilIdle();

    assertThat(tooLarge.cause()).isInstanceOf(TransactionTooLargeException.class);
    write(tx -> tx.create(BOOK, longBook("b", most - 1_000)));
    assertEqualStores();
  }

  @Test
  void itsObjectsCountForTheEndOfABatchsTransaction() { // S-67
    lead();
    var steps =
        IntStream.range(0, 6)
            .mapToObj(i -> (Consumer<Tx>) tx -> tx.create(BOOK, longBook("b" + i, 400_000)))
            .iterator();

    Future<BatchResult> batch = leader.batch(BatchOptions.DEFAULT, steps);
    clock.runUntilIdle();

    assertThat(now(batch).transactions()).isEqualTo(2);
    assertEqualStores();
  }

  @Test
  void anEntryThatDoesNotFitStopsTheReplica() { // S-77, S-78
    TableAction good = action("book", "b", book("b", "Emma", "north").toByteString());

    assertStops(List.of(good.toBuilder().setTable("mine").build()), "\"b\" of table \"mine\"");
    assertStops(List.of(good.toBuilder().setTable("node").build()), "\"b\" of table \"node\"");
    assertStops(List.of(good.toBuilder().setId("c").build()), "has id \"b\"");
    assertStops(List.of(good.toBuilder().setActionsBefore(1).build()), "not in order");
    assertStops(List.of(good.toBuilder().setActionsBefore(-1).build()), "not in order");
    assertStops(List.of(good, good), "creates what is there");
    assertStops(List.of(good.toBuilder().clearAction().build()), "unrecognized action type 0");
    assertStops(
        List.of(good.toBuilder().setAction(StoreActionKind.STORE_ACTION_UPDATE).build()),
        "updates what is not there");
    assertStops(
        List.of(action("book", "b", ByteString.copyFromUtf8("\n?"))),
        "object \"b\" of table \"book\" cannot be read");
  }

  private void assertStops(List<TableAction> actions, String because) {
    var stopped = new AtomicReference<Throwable>();
    LogEntry entry = LogEntry.newBuilder().setVersion(1).addAllTableActions(actions).build();
    MemoryStore store = store(new DeadProposer(entry, stopped));

    assertThat(stopped.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("entry 1 cannot be applied")
        .hasMessageContaining(because);
    assertThat(store.view().version()).isEqualTo(Version.ZERO);
    assertThat(store.view().count(BOOK)).isZero();
  }

  private static TableAction action(String table, String id, ByteString object) {
    return TableAction.newBuilder()
        .setTable(table)
        .setAction(StoreActionKind.STORE_ACTION_CREATE)
        .setId(id)
        .setObject(object)
        .build();
  }

  @Test
  void itsObjectsAreSavedAfterTheOthersUnderItsName() { // S-79, S-117
    MemoryStore store = alone(BOOK, new BookTable("atlas"), Kinds.NODE);
    now(store.update(tx -> tx.create(BOOK, book("b", "Emma", "north"))));
    now(store.update(tx -> tx.create(BOOK, book("a", "Persuasion", "south"))));
    now(store.update(tx -> tx.create(Kinds.NODE, node("n"))));

    StoreSnapshot saved = store.save(store.view());

    assertThat(saved.getTablesList())
        .containsExactly(
            TableSnapshot.newBuilder()
                .setTable("book")
                .addObjects(store.view().get(BOOK, "a").orElseThrow().toByteString())
                .addObjects(store.view().get(BOOK, "b").orElseThrow().toByteString())
                .build());
    assertThat(saved.getNodesCount()).isEqualTo(1);
  }

  @Test
  void aRestoreLeadsFromWhatIsToWhatWas() { // S-53, S-80, S-83, S-117
    MemoryStore store = alone(BOOK, Kinds.NODE);
    now(store.update(tx -> tx.create(BOOK, book("a", "Emma", "north"))));
    now(store.update(tx -> tx.create(BOOK, book("b", "Persuasion", "north"))));
    now(store.update(tx -> tx.create(BOOK, book("c", "Sanditon", "south"))));
    StoreSnapshot saved = store.save(store.view());
    MemoryStore other = alone(BOOK, Kinds.NODE);
    now(other.update(tx -> tx.create(BOOK, book("a", "Persuasion", "north"))));
    now(other.update(tx -> tx.create(BOOK, book("d", "Sanditon", "south"))));
    Watcher watcher = other.watch(clock.loop("watcher"), Interest.in(List.of(BOOK)));

    now(other.restore(saved));
    now(other.restore(saved));

    assertThat(commits(watcher))
        .extracting(Fixtures::shortly)
        .containsExactly(List.of("*book/a", "+book/b", "+book/c", "-book/d"));
    assertThat(other.save(other.view())).isEqualTo(saved);
    assertThat(other.view().find(BOOK, By.name("emma")))
        .extracting(Resource::getId)
        .containsExactly("a");
    assertThat(other.view().find(BOOK, By.name("persuasion")))
        .extracting(Resource::getId)
        .containsExactly("b");
    assertThat(other.view().find(BOOK, By.name("sanditon")))
        .extracting(Resource::getId)
        .containsExactly("c");
  }

  @Test
  void aSnapshotThatItCannotTakeChangesNothing() { // S-80
    MemoryStore store = alone(BOOK, Kinds.NODE);
    now(store.update(tx -> tx.create(BOOK, book("a", "Emma", "north"))));
    StoreSnapshot before = store.save(store.view());

    ByteString good = book("b", "Persuasion", "north").toByteString();
    assertRefused(store, own("mine", good), "1 objects", "table \"mine\"", "book");
    assertRefused(
        store,
        own("book", good, ByteString.copyFromUtf8("\n\1x\n?")),
        "book 1 with id \"x\"",
        "cannot be read as Resource");
    assertRefused(
        store,
        own("book", good, Resource.newBuilder().setId("x").build().toByteString()),
        "book 1 with id \"x\"",
        "no shelf");
    Resource last =
        book("x", "Emma", "north").toBuilder()
            .setMeta(Meta.newBuilder().setVersion(io.skep.api.Version.newBuilder().setIndex(-1)))
            .build();
    assertRefused(store, own("book", last.toByteString()), "book 0 with id \"x\"", "version");
    assertRefused(
        store,
        StoreSnapshot.newBuilder().addServices(Fixtures.service("s", "web")).build(),
        "services",
        "does not have");

    assertThat(store.save(store.view())).isEqualTo(before);
  }

  private static StoreSnapshot own(String table, ByteString... objects) {
    return StoreSnapshot.newBuilder()
        .addTables(TableSnapshot.newBuilder().setTable(table).addAllObjects(List.of(objects)))
        .build();
  }

  private static void assertRefused(MemoryStore store, StoreSnapshot snapshot, String... because) {
    assertThatThrownBy(() -> now(store.restore(snapshot)))
        .isInstanceOf(InvalidSnapshotException.class)
        .hasMessageContainingAll(because)
        .hasMessageContaining("nothing was restored");
  }

  @Test
  void twoTablesCannotHaveOnePlaceInALog() {
    Table<Resource> taken =
        new BookTable("thief") {
          @Override
          public Optional<Places<Resource>> places() {
            return Kinds.RESOURCE.places();
          }
        };

    assertThatThrownBy(() -> alone(Kinds.RESOURCE, taken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("\"resource\"", "\"thief\"", "RESOURCE");
  }

  private MemoryStore alone(Table<?>... tables) {
    return new MemoryStore(
        MemoryStoreOptions.of(List.of(tables)).withClock(clock).withRandom(new Random(7)));
  }

  private void lead() {
    log.elect(first);
    clock.runUntilIdle();
  }

  private Version write(Consumer<Tx> body) {
    Future<Version> written = leader.update(body);
    clock.runUntilIdle();
    return now(written);
  }

  private Version newest() {
    return leader.view().version();
  }

  private static LogEntry entry(
      Version version, Version base, StoreActionKind action, Resource book) {
    return LogEntry.newBuilder()
        .setVersion(version.index())
        .setBase(base.index())
        .setEpoch(1)
        .addTableActions(
            TableAction.newBuilder()
                .setTable("book")
                .setAction(action)
                .setId(book.getId())
                .setObject(book.toByteString()))
        .build();
  }

  private void assertEqualStores() {
    assertThat(follower.view().version()).isEqualTo(leader.view().version());
    assertThat(follower.save(follower.view())).isEqualTo(leader.save(leader.view()));
  }

  private MemoryStore store(Proposer proposer) {
    return new MemoryStore(MemoryStoreOptions.of(TABLES).withClock(clock).withProposer(proposer));
  }
}
