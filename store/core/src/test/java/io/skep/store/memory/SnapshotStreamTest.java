package io.skep.store.memory;

import static io.skep.store.memory.BookTable.BOOK;
import static io.skep.store.memory.BookTable.book;
import static io.skep.store.memory.Fixtures.commits;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static io.skep.store.memory.Fixtures.shortly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.ClusterSnapshot;
import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.RaftMember;
import io.skep.api.SharedData;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.wire.StableBytes;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.SnapshotRefusedException;
import io.skep.store.StoreClosedException;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Snapshots as streams of bytes: written and read object by object. */
class SnapshotStreamTest {
  private static final BookTable ATLAS = new BookTable("atlas");
  private static final List<Table<?>> TABLES =
      Stream.concat(Stream.of(BOOK, ATLAS), Kinds.ALL.stream()).toList();

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = another();

  @Test
  void theBytesAreThoseOfTheMessage() throws IOException { // S-79, N-15, N-30
    fill(store);
    ReadTx view = store.view();
    StoreSnapshot objects = store.save(view);

    assertThat(bytes(SnapshotForm.SWARMKIT_OBJECTS)).isEqualTo(stable(objects));
    assertThat(bytes(SnapshotForm.SWARMKIT)).isEqualTo(stable(frame(objects)));
    now(store.update(tx -> tx.create(BOOK, book("b", "Emma", "north"))));
    now(store.update(tx -> tx.create(ATLAS, book("a", "Ptolemy", "south"))));
    byte[] whole = bytes(SnapshotForm.WHOLE);
    byte[] message = stable(store.saveWithHistory(store.view()));
    assertThat(Arrays.copyOf(whole, message.length)).isEqualTo(message);
    assertThat(whole).hasSize(message.length + 6); // Two bytes of tag, four of checksum.
    assertThat(Snapshot.parseFrom(whole).getStore().getTablesList())
        .extracting(TableSnapshot::getTable)
        .containsExactly("atlas", "book");
  }

  @ParameterizedTest
  @EnumSource(SnapshotForm.class)
  void whatIsSavedIsLoadedAndSavedAgainEqual(SnapshotForm form) throws IOException { // S-79, S-82
    fill(store);
    if (form == SnapshotForm.WHOLE) {
      now(store.update(tx -> tx.create(BOOK, book("b", "Emma", "north"))));
    }
    byte[] saved = bytes(form);
    MemoryStore other = another();

    Version version = now(restore(other, saved));

    assertThat(other.save(other.view())).isEqualTo(store.save(store.view()));
    assertThat(version).isEqualTo(new Version(store.view().version().index() + 1));
    assertThat(other.historyId()).isNotEqualTo(store.historyId());
    if (form != SnapshotForm.WHOLE) {
      assertThat(bytes(other, form)).isEqualTo(saved);
    }
  }

  @Test
  void equalObjectsGiveEqualBytes() throws IOException { // N-8
    Node.Builder ordered = node("a").toBuilder();
    Node.Builder turned = node("a").toBuilder();
    for (int i = 0; i < 20; i++) {
      ordered.getSpecBuilder().getAnnotationsBuilder().putLabels("label" + i, "x");
      turned.getSpecBuilder().getAnnotationsBuilder().putLabels("label" + (19 - i), "x");
    }
    MemoryStore other = another();
    now(store.restore(StoreSnapshot.newBuilder().addNodes(ordered).build()));
    now(other.restore(StoreSnapshot.newBuilder().addNodes(turned).build()));

    for (var form : List.of(SnapshotForm.SWARMKIT, SnapshotForm.SWARMKIT_OBJECTS)) {
      assertThat(bytes(other, form)).isEqualTo(bytes(form));
    }
  }

  @Test
  void aSaveIsNotDisturbedByWritesAndDoesNotHoldThemUp() throws IOException { // S-2, S-79
    now(
        store.update(
            tx -> IntStream.range(0, 5_000).forEach(i -> tx.create(Kinds.NODE, node("n" + i)))));
    ReadTx view = store.view();
    byte[] calm = bytes(SnapshotForm.WHOLE);
    var out = new ByteArrayOutputStream();

    store.save(
        view,
        SnapshotForm.WHOLE,
        new OutputStream() {
          private int writes;

          @Override
          public void write(int b) {
            throw new AssertionError("byte by byte");
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            now(store.update(tx -> tx.delete(Kinds.NODE, "n" + writes++)));
            out.write(bytes, from, length);
          }
        });

    assertThat(out.toByteArray()).isEqualTo(calm);
    assertThat(store.view().count(Kinds.NODE)).isLessThan(4_998);
  }

  @ParameterizedTest
  @EnumSource(names = {"SWARMKIT", "SWARMKIT_OBJECTS"})
  void swarmKitsFormsRefuseWhatSwarmKitWouldLose(SnapshotForm form) throws IOException { // S-117
    assertThat(bytes(form)).hasSizeLessThan(5); // Tables without objects are no loss.
    now(store.update(tx -> tx.create(BOOK, book("b", "Emma", "north"))));
    now(store.update(tx -> tx.create(BOOK, book("c", "Persuasion", "north"))));
    now(store.update(tx -> tx.create(ATLAS, book("a", "Ptolemy", "south"))));
    var out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> store.save(store.view(), form, out))
        .isInstanceOf(SnapshotRefusedException.class)
        .hasMessageContainingAll("1 objects of table \"atlas\"", "2 objects of table \"book\"");

    assertThat(out.size()).isZero();
  }

  @Test
  void aRestoreIsOneCommitWithTheDifferenceInTheOrderOfTheTables() throws IOException {
    // S-53, S-80, S-81, S-83, whatever the order of the bytes.
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("a", "one"))));
    now(store.update(tx -> tx.create(Kinds.SERVICE, service("b", "two"))));
    now(store.update(tx -> tx.create(Kinds.NODE, node("gone"))));
    now(store.update(tx -> tx.create(BOOK, book("x", "Emma", "north"))));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
    byte[] services =
        StoreSnapshot.newBuilder()
            .addServices(service("b", "one"))
            .addServices(service("a", "two"))
            .build()
            .toByteArray();
    byte[] others =
        StoreSnapshot.newBuilder()
            .addNodes(node("n"))
            .addNetworks(Network.newBuilder().setId("w"))
            .build()
            .toByteArray();

    now(
        store.restore(
            new SequenceInputStream(
                new ByteArrayInputStream(services), new ByteArrayInputStream(others)),
            SnapshotLimits.DEFAULT));

    assertThat(commits(watcher))
        .singleElement()
        .satisfies(
            commit ->
                assertThat(shortly(commit))
                    .containsExactly(
                        "-book/x",
                        "+network/w",
                        "+node/n",
                        "-node/gone",
                        "*service/b",
                        "*service/a"));
    assertThat(store.view().find(Kinds.SERVICE, io.skep.store.By.name("one")))
        .extracting(io.skep.api.Service::getId)
        .containsExactly("b");
  }

  static Stream<Map.Entry<Snapshot, byte[]>> framesAndBareObjects() {
    Node node = node("n");
    StoreSnapshot nodes = StoreSnapshot.newBuilder().addNodes(node).build();
    StoreSnapshot services = StoreSnapshot.newBuilder().addServices(service("s", "web")).build();
    StoreSnapshot networks =
        StoreSnapshot.newBuilder().addNetworks(Network.newBuilder().setId("w")).build();
    StoreSnapshot tasks = StoreSnapshot.newBuilder().addTasks(Fixtures.task("t", "s", "n")).build();
    StoreSnapshot own =
        StoreSnapshot.newBuilder()
            .addTables(
                TableSnapshot.newBuilder()
                    .setTable("book")
                    .addObjects(book("b", "Emma", "north").toByteString()))
            .build();
    ClusterSnapshot members =
        ClusterSnapshot.newBuilder()
            .addMembers(RaftMember.newBuilder().setRaftId(0x7b7b7b7b7bL).setNodeId("n"))
            .build();
    Stream<StoreSnapshot> all = Stream.of(nodes, services, networks, tasks, own);
    return all.flatMap(
        objects ->
            Stream.of(
                Map.entry(frame(objects), objects.toByteArray()),
                framed(frame(objects)),
                framed(frame(objects).toBuilder().clearMembership().build()),
                framed(frame(objects).toBuilder().setMembership(members).build()),
                framed(
                    frame(objects).toBuilder()
                        .setMembership(ClusterSnapshot.newBuilder().addRemoved(300))
                        .build()),
                Map.entry(frame(objects), concat(new byte[] {8, 0}, frame(objects).toByteArray())),
                Map.entry(
                    frame(objects),
                    concat(
                        Snapshot.newBuilder().setHistoryId("h").setStoreVersion(7).build(),
                        frame(objects)))));
  }

  private static Map.Entry<Snapshot, byte[]> framed(Snapshot snapshot) {
    return Map.entry(snapshot, snapshot.toByteArray());
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("framesAndBareObjects")
  void bothFormsAreToldApartByTheirFirstBytes(Map.Entry<Snapshot, byte[]> bytes) { // N-15, N-30
    now(restore(store, bytes.getValue()));

    assertThat(store.save(store.view())).isEqualTo(bytes.getKey().getStore());
  }

  @Test
  void aFrameWithoutObjectsInItRestoresNone() {
    now(store.update(tx -> tx.create(Kinds.NODE, node("n"))));

    now(restore(store, frame(StoreSnapshot.getDefaultInstance()).toByteArray()));

    assertThat(store.view().count(Kinds.NODE)).isZero();
  }

  @Test
  void fieldsOfAFrameThatAreNotKnownAreSkipped() {
    Snapshot.Builder later =
        frame(StoreSnapshot.newBuilder().addNodes(node("n")).build()).toBuilder();
    var field = com.google.protobuf.UnknownFieldSet.Field.newBuilder();
    field.addVarint(5).addFixed32(6).addFixed64(7).addLengthDelimited(node("x").toByteString());
    later.setUnknownFields(
        com.google.protobuf.UnknownFieldSet.newBuilder().addField(1_100, field.build()).build());

    now(restore(store, later.build().toByteArray()));

    assertThat(store.view().list(Kinds.NODE)).containsExactly(node("n"));
  }

  @Test
  void aStoreThatWasStoppedGoesOnInItsHistory() {
    fill(store);
    String history = store.historyId();
    Snapshot last = now(store.stop());
    MemoryStore next = another();

    now(restore(next, last.toByteArray()));

    assertThat(next.historyId()).isEqualTo(history);
    assertThat(next.view().version().index()).isEqualTo(last.getStoreVersion() + 1);
  }

  @Test
  void aSnapshotSavedByARunningStoreKeepsItsPlaceButNotItsHistory() throws IOException {
    fill(store);
    now(store.update(tx -> tx.delete(Kinds.TASK, "id1")));
    MemoryStore next = another();

    Version restored = now(restore(next, bytes(SnapshotForm.WHOLE)));

    assertThat(restored).isEqualTo(new Version(3));
    assertThat(next.historyId()).isNotEqualTo(store.historyId());
  }

  @Test
  void aStreamThatFailsChangesNothing() { // S-80
    fill(store);
    StoreSnapshot before = store.save(store.view());
    byte[] start = Arrays.copyOf(stable(before), 50);
    var failing = new SequenceInputStream(new ByteArrayInputStream(start), new LostDisk());

    Future<Version> restored = store.restore(failing, SnapshotLimits.DEFAULT);

    assertThat(restored.cause()).isInstanceOf(IOException.class).hasMessage("the disk is gone");
    assertThat(store.save(store.view())).isEqualTo(before);
    assertThatThrownBy(() -> store.save(store.view(), SnapshotForm.WHOLE, new FullDisk()))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full");
    assertThat(store.view().version()).isEqualTo(new Version(1));
  }

  @Test
  void nothingIsReadOrWrittenOnALoop() { // No event loop may block.
    Loop loop = clock.loop("loop");
    var out = new ByteArrayOutputStream();

    loop.execute(
        () -> {
          assertThatThrownBy(() -> store.save(store.view(), SnapshotForm.WHOLE, out))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("save may wait");
          assertThatThrownBy(() -> restore(store, new byte[] {10, 0}))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("restore may wait");
        });
    clock.runUntilIdle();

    assertThat(out.size()).isZero();
    assertThat(store.view().version()).isEqualTo(Version.ZERO);
  }

  @Test
  void aClosedStoreSavesWhatWasSeenAndRestoresNothing() throws IOException { // S-100
    fill(store);
    ReadTx view = store.view();
    byte[] open = bytes(SnapshotForm.WHOLE);
    store.close();
    var out = new ByteArrayOutputStream();

    store.save(view, SnapshotForm.WHOLE, out);

    assertThat(out.toByteArray()).isEqualTo(open);
    assertThat(restore(store, open).cause()).isInstanceOf(StoreClosedException.class);
  }

  @Test
  void aSnapshotOfSwarmKitsIsLoadedAndSavedAndLoadedAgainEqual() throws IOException { // N-30
    byte[] original = Files.readAllBytes(SharedData.require("data/swarmkit/snapshot.pb"));
    MemoryStore second = another();

    now(restore(store, original));
    byte[] saved = bytes(SnapshotForm.SWARMKIT_OBJECTS);
    now(restore(second, saved));
    byte[] framed = bytes(second, SnapshotForm.SWARMKIT);
    now(restore(store, framed));

    MemoryStore byMessage = another();
    now(byMessage.restore(StoreSnapshot.parseFrom(original)));
    assertThat(saved).hasSameSizeAs(original);
    assertThat(bytes(byMessage, SnapshotForm.SWARMKIT_OBJECTS)).isEqualTo(saved);
    assertThat(bytes(second, SnapshotForm.SWARMKIT_OBJECTS)).isEqualTo(saved);
    assertThat(bytes(SnapshotForm.SWARMKIT)).isEqualTo(framed);
  }

  private static void fill(MemoryStore store) {
    now(store.update(StandardSet::createIn));
  }

  private MemoryStore another() {
    return new MemoryStore(
        MemoryStoreOptions.of(TABLES)
            .withClock(clock)
            .withRandom(new Random(clock.newRandom().nextLong())));
  }

  private byte[] bytes(SnapshotForm form) throws IOException {
    return bytes(store, form);
  }

  private static byte[] bytes(MemoryStore store, SnapshotForm form) throws IOException {
    var out = new ByteArrayOutputStream();
    store.save(store.view(), form, out);
    return out.toByteArray();
  }

  private static byte[] stable(com.google.protobuf.Message message) {
    return StableBytes.of(message).toByteArray();
  }

  private static Future<Version> restore(MemoryStore store, byte[] bytes) {
    return store.restore(new ByteArrayInputStream(bytes), SnapshotLimits.DEFAULT);
  }

  private static Snapshot frame(StoreSnapshot objects) {
    return Snapshot.newBuilder()
        .setMembership(ClusterSnapshot.getDefaultInstance())
        .setStore(objects)
        .build();
  }

  private static byte[] concat(Snapshot first, Snapshot second) {
    return concat(first.toByteArray(), second.toByteArray());
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static final class LostDisk extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the disk is gone");
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      return read();
    }
  }

  private static final class FullDisk extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("the disk is full");
    }
  }
}
