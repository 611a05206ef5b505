package io.skep.store.memory;

import static io.skep.store.memory.BookTable.BOOK;
import static io.skep.store.memory.BookTable.book;
import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.service;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.skep.api.Network;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.Volume;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.SnapshotForm;
import io.skep.store.SnapshotLimits;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.vertx.core.Future;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bytes that are no snapshot, or not one that may be taken: the fault says what and where, and the
 * store stays as it was.
 */
class BrokenSnapshotTest {
  private static final List<Table<?>> TABLES =
      Stream.concat(Stream.of(BOOK), Kinds.ALL.stream()).toList();

  private static final SnapshotLimits SMALL = new SnapshotLimits(4_000, 20_000, 100);

  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store = another();
  private final StoreSnapshot before;

  BrokenSnapshotTest() {
    now(store.update(StandardSet::createIn));
    now(store.update(tx -> tx.create(BOOK, book("b", "Emma", "north"))));
    before = store.save(store.view());
  }

  static Stream<Map.Entry<byte[], List<String>>> faults() {
    byte[] node = node("abc").toByteArray();
    String good = hex(StoreSnapshot.newBuilder().addNodes(node("abc")).build().toByteArray());
    int size = good.length() / 2;
    String next = "at byte " + size;
    return Stream.of(
        fault("", "there are no bytes"),
        fault(good + "0a", "node 1 " + next, "ends at byte " + (size + 1)),
        fault(good + "0a05", "node 1 " + next, "ends at byte " + (size + 2)),
        fault(good + "0a050a0961626364", "node 1 " + next, "cannot be read as Node"),
        fault(
            good + "0a070a017810ff1aff", "node 1 with id \"x\" " + next, "cannot be read as Node"),
        fault(good + "0807", "a field " + next, "wire type is 0"),
        fault(good + "5a00", "a field " + next, "field 11"),
        fault(good + "0a808080808080808080808001", "number of more than ten bytes"),
        fault(good + "0affffffff7f", "no tag and no length"),
        fault(good + "0aa11f", "node 1 " + next, "4001 bytes", "4000", "SnapshotLimits"),
        fault(good.repeat(101), "node 100 at byte " + size * 100, "the 100 objects"),
        fault(
            hex(
                StoreSnapshot.newBuilder()
                    .addNodes(node("a"))
                    .addVolumes(Volume.newBuilder().setId("bare"))
                    .build()
                    .toByteArray()),
            "volume 0 with id \"bare\" at byte 17",
            "missing value for index 'driver'"),
        fault(
            hex(
                StoreSnapshot.newBuilder()
                    .addTables(
                        TableSnapshot.newBuilder()
                            .setTable("mine")
                            .addObjects(ByteString.copyFrom(node)))
                    .build()
                    .toByteArray()),
            "at byte 0",
            "table \"mine\"",
            "book"),
        fault(good + "c23e05" + "1203" + "0a0161", next, "field 2 of a table"),
        fault("c23e09" + "0a04626f6f6b" + "1201" + "0a", "book 0 ", "cannot be read as Resource"),
        fault("c23e08" + "0a04626f6f6b" + "1205", "book 0 ", "ends after 0"),
        fault("c23e07" + "0a04626f6f6b" + "12" + "05", "at byte 9", "ends"),
        fault("12001a00" + "0a00", "a field at byte 4", "wire type is 2"),
        fault("1200", "no field with objects"),
        fault("0801" + "12001a00", "a field at byte 0", "format is V1"),
        fault("12001a05" + good, "node 0 at byte 4", "ends after"),
        fault("12001a01" + "0a", "ends at byte 5"),
        fault("12001a00" + "c23e02ffff", "a field at byte 4", "not UTF-8"),
        fault("12001a00" + "d03effffffffffffffffff01", "a field at byte 4", "the last version"),
        fault("12001a00" + "ed3e00000000", "a field at byte 4", "checksum", "00000000"),
        fault("12001a00" + "f33e", "a field at byte 4", "wire type 3"),
        fault("120110" + "1a00", "a field at byte 0", "members cannot be read"),
        fault("1a00" + "f23ea09c01", "20000 are let in"));
  }

  private static Map.Entry<byte[], List<String>> fault(String hex, String... because) {
    return entry(HexFormat.of().parseHex(hex), List.of(because));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("faults")
  void aFaultSaysWhatAndWhere(Map.Entry<byte[], List<String>> bytes) { // S-80
    Future<Version> restored = restore(bytes.getKey(), SMALL);

    assertThat(restored.cause())
        .isInstanceOf(InvalidSnapshotException.class)
        .hasMessageStartingWith("invalid snapshot: ")
        .hasMessageContainingAll(bytes.getValue().toArray(String[]::new))
        .hasMessageEndingWith("; nothing was restored");
    assertUnchanged("");
  }

  @Test
  void aTextFromASnapshotIsNotShownWhole() {
    byte[] bytes =
        StoreSnapshot.newBuilder()
            .addVolumes(Volume.newBuilder().setId("v".repeat(3_000)))
            .build()
            .toByteArray();

    assertThat(restore(bytes, SMALL).cause())
        .hasMessageContaining("\"" + "v".repeat(60) + "\"... (3000 characters)");
  }

  @Test
  void whateverIsCutOffItIsNoticedOrNoObjectIsLost() throws IOException { // S-80
    byte[] whole = saved(SnapshotForm.WHOLE);
    int loaded = 0;
    for (int length = 0; length < whole.length; length++) {
      loaded += assertRefusedOrEqual(Arrays.copyOf(whole, length), "first " + length);
    }
    assertThat(loaded).as("cut after the objects, at the end of a field").isEqualTo(3);
  }

  @Test
  void whateverBitIsTurnedItIsNoticedOrNoObjectIsAnother() throws IOException { // S-80
    byte[] whole = saved(SnapshotForm.WHOLE);
    for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
      whole[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertRefusedOrEqual(whole, "bit " + bit);
      whole[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    }
  }

  /** Whether {@code bytes} are taken. */
  private int assertRefusedOrEqual(byte[] bytes, String context) {
    MemoryStore other = another();
    Future<Version> restored =
        other.restore(new ByteArrayInputStream(bytes), SnapshotLimits.DEFAULT);
    if (restored.succeeded()) {
      assertThat(other.save(other.view())).as(context).isEqualTo(before);
      return 1;
    }
    assertThat(restored.cause()).as(context).isInstanceOf(InvalidSnapshotException.class);
    assertThat(other.view().version()).as(context).isEqualTo(Version.ZERO);
    return 0;
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nothingButTheFaultComesOfBytesThatWereSpoiled(long seed) throws IOException { // S-80
    var random = new Random(seed);
    List<byte[]> good =
        List.of(
            saved(SnapshotForm.WHOLE),
            before.toByteArray(),
            before.toBuilder().clearTables().build().toByteArray(),
            Snapshot.newBuilder().setStore(before).setHistoryId("h").build().toByteArray(),
            StoreSnapshot.newBuilder()
                .addServices(service("s", "web"))
                .addNetworks(Network.newBuilder().setId("w"))
                .build()
                .toByteArray());
    int refused = 0;
    for (int round = 0; round < 1_500; round++) {
      byte[] bytes = spoiled(good.get(random.nextInt(good.size())).clone(), random);
      String context = "seed %d round %d: %s".formatted(seed, round, hex(bytes));
      Future<Version> restored = restore(bytes, SMALL);
      if (restored.failed()) {
        refused++;
        assertThat(restored.cause()).as(context).isInstanceOf(InvalidSnapshotException.class);
        assertUnchanged(context);
      } else {
        now(store.restore(before));
      }
    }
    assertThat(refused).as("the rounds show something").isGreaterThan(500);
  }

  private static byte[] spoiled(byte[] bytes, Random random) {
    byte[] spoiled = bytes;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      spoiled = spoiledOnce(spoiled, random);
    }
    return spoiled;
  }

  private static byte[] spoiledOnce(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int length = Math.min(random.nextInt(20), bytes.length - at);
    byte[] some = new byte[random.nextInt(12)];
    random.nextBytes(some);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> replaced(bytes, at, length, new byte[0]);
      case 2 -> replaced(bytes, at, 0, some);
      case 3 -> replaced(bytes, at, Math.min(some.length, bytes.length - at), some);
      case 4 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
      case 5 -> replaced(bytes, at, 1, HexFormat.of().parseHex("ffffffff07"));
      default -> nested(bytes, at, random);
    };
  }

  /** Messages in messages, deeper than any reader follows. */
  private static byte[] nested(byte[] bytes, int at, Random random) {
    byte[] deep = new byte[2 * random.nextInt(2_000)];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = (byte) (random.nextInt(20) << 3 | 3);
      deep[i + 1] = deep[i];
    }
    return replaced(bytes, at, 0, deep);
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    int gone = Math.min(length, bytes.length - at);
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.write(by, 0, by.length);
    out.write(bytes, at + gone, bytes.length - at - gone);
    return out.toByteArray();
  }

  private void assertUnchanged(String context) {
    assertThat(store.save(store.view())).as(context).isEqualTo(before);
  }

  private Future<Version> restore(byte[] bytes, SnapshotLimits limits) {
    return store.restore(new ByteArrayInputStream(bytes), limits);
  }

  private byte[] saved(SnapshotForm form) throws IOException {
    var out = new ByteArrayOutputStream();
    store.save(store.view(), form, out);
    return out.toByteArray();
  }

  private MemoryStore another() {
    return new MemoryStore(
        MemoryStoreOptions.of(TABLES).withClock(clock).withRandom(new Random(7)));
  }
}
