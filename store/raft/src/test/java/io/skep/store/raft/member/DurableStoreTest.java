package io.skep.store.raft.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Annotations;
import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.CorruptLogException;
import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Standing;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStoreTest {
  @TempDir Path directory;

  @Test
  void whatWasAcknowledgedIsThereAfterARestart() { // S-19
    String history;
    Version version;
    try (RaftMember member = open(directory)) {
      history = member.store().historyId();
      create(member, "n1");
      version = create(member, "n2");
    }

    try (RaftMember member = open(directory)) {
      Store store = member.store();
      assertThat(store.historyId()).isEqualTo(history);
      assertThat(ids(store.view())).containsExactly("n1", "n2");
      assertThat(store.view().get(Kinds.NODE, "n2").orElseThrow().getMeta().getVersion().getIndex())
          .isEqualTo(version.index());
      assertThat(create(member, "n3")).isGreaterThan(version);
    }
  }

  @Test
  void aStoreThatIsAloneLeadsAndOpensNoPort() {
    try (RaftMember member = open(directory)) {
      assertThat(member.standing()).isInstanceOf(Standing.Leads.class);
      assertThat(member.leader()).isEmpty();
      assertThat(await(member.barrier())).isEqualTo(member.store().view().version());
    }
  }

  @Test
  void whatWasUnderWayIsAnsweredAndAppliedWholeOrNotAtAll() { // S-5, S-13
    try (RaftMember member = open(directory)) {
      var writes = new ArrayList<Future<Version>>();
      for (int each = 0; each < 2_000; each++) {
        String id = "n" + each;
        writes.add(member.store().update(tx -> tx.create(Kinds.NODE, node(id))));
      }
      Future<Version> twice = member.store().update(tx -> tx.create(Kinds.NODE, node("n7")));

      await(Future.all(writes));
      assertThat(writes.stream().map(Future::result)).isSorted().doesNotHaveDuplicates();
      assertThatThrownBy(() -> await(twice)).hasMessageContaining("n7");
      assertThat(ids(member.store().view())).hasSize(2_000);
    }
    try (RaftMember member = open(directory)) {
      assertThat(ids(member.store().view())).hasSize(2_000);
    }
  }

  @Test
  void aRestartGoesOnFromTheSnapshotAndTheLogAfterIt() throws IOException {
    Version version;
    try (RaftMember member = open(directory)) {
      create(member, "before");
      await(member.snapshot());
      version = create(member, "after");
    }
    assertThat(snapshots(directory)).hasSize(1);

    try (RaftMember member = open(directory)) {
      assertThat(ids(member.store().view())).containsExactly("after", "before");
      assertThat(create(member, "n3")).isGreaterThan(version);
    }
  }

  @Test
  void snapshotsComeByThemselvesAndTheLogStaysShort() throws IOException {
    RaftOptions small = RaftOptions.alone(directory).withSnapshots(32 << 10, 16 << 10);
    try (RaftMember member = open(small)) {
      for (int round = 0; round < 40; round++) {
        String text = "x".repeat(4_000);
        String id = "n" + round;
        await(member.store().update(tx -> tx.create(Kinds.NODE, node(id, text))));
      }
      await(member.snapshot());
      await(member.snapshot());
    }

    assertThat(snapshots(directory)).hasSize(2);
    assertThat(firstEntry(directory)).as("the log begins later").isPositive();
    try (RaftMember member = open(small)) {
      assertThat(ids(member.store().view())).hasSize(40);
    }
  }

  @Test
  void aSnapshotThatCouldNotBeWrittenIsWrittenWhenItIsAskedForAgain() throws IOException {
    try (RaftMember member = open(directory)) {
      create(member, "n1");
      Path inTheWay = files(directory, "current").get(0).resolveSibling("tmp");
      Files.deleteIfExists(inTheWay);
      Files.createFile(inTheWay);

      assertThatThrownBy(() -> await(member.snapshot())).hasCauseInstanceOf(IOException.class);
      assertThat(snapshots(directory)).isEmpty();

      Files.delete(inTheWay);
      await(member.snapshot());
      assertThat(snapshots(directory)).hasSize(1);
    }
  }

  @Test
  void aMemberThatIsClosedWritesNoSnapshot() {
    RaftMember member = open(directory);
    member.close();

    assertThat(member.snapshot().cause()).hasMessage("this member is closed");
  }

  @Test
  void aDamagedSnapshotIsReplacedByTheOneBeforeAndTheLog(@TempDir Path copy) throws IOException {
    twoSnapshots(copy);
    damage(snapshots(copy).get(1), 60);

    try (RaftMember member = open(copy)) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2", "n3");
    }

    try (RaftMember member = open(copy)) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2", "n3");
    }
  }

  @Test
  void snapshotsOfWhichNoneCanBeReadStopTheStart(@TempDir Path copy) throws IOException {
    twoSnapshots(copy);
    damage(snapshots(copy).get(0), 60);
    damage(snapshots(copy).get(1), 12);
    Path lost = log(copy);
    Files.delete(lost);

    assertThatThrownBy(() -> open(copy))
        .isInstanceOf(CorruptLogException.class)
        .hasMessageContaining(snapshots(copy).get(1).getFileName().toString())
        .hasMessageContaining("the checksum at byte 16 does not match")
        .hasMessageContaining("restore the directory from a backup");
  }

  @Test
  void anEntryThatACrashLeftHalfWrittenIsCutAndNothingElseIsLost(@TempDir Path copy)
      throws IOException {
    try (RaftMember member = open(directory)) {
      create(member, "n1");
      create(member, "n2");
      copy(directory, copy); // As a crash leaves it.
    }
    Path log = log(copy);
    byte[] bytes = Files.readAllBytes(log);
    int end = end(bytes);
    System.arraycopy(bytes, 8, bytes, end, 20); // The beginning of an entry, and no end.
    Files.write(log, Arrays.copyOf(bytes, end + 20));

    try (RaftMember member = open(copy)) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2");
      create(member, "n3");
    }
    try (RaftMember member = open(copy)) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2", "n3");
    }
  }

  @Test
  void damageInTheMiddleStopsTheStartAndChangesNothing(@TempDir Path copy) throws IOException {
    try (RaftMember member = open(directory)) {
      create(member, "n1");
      create(member, "n2");
      copy(directory, copy);
    }
    Path log = log(copy);
    byte[] before = damage(log, end(Files.readAllBytes(log)) / 2);

    assertThatThrownBy(() -> open(copy))
        .isInstanceOfSatisfying(
            CorruptLogException.class,
            corrupt -> {
              assertThat(corrupt.file()).isEqualTo(log.toAbsolutePath());
              assertThat(corrupt.offset()).isPositive();
            })
        .hasMessageContaining("acknowledged writes may be in it");
    assertThat(log).hasBinaryContent(before);
  }

  @Test
  void aDirectoryBelongsToOneStoreAtATime() {
    try (RaftMember member = open(directory)) {
      assertThatThrownBy(() -> open(directory))
          .isInstanceOf(DirectoryUnusableException.class)
          .hasMessageContaining("it is in use; stop the other store");
      create(member, "n1");
    }
  }

  @Test
  void aDirectoryOfAnotherHistoryIsRefused() {
    open(directory).close();
    var self = new Member("m1", "127.0.0.1:1");
    RaftOptions other =
        RaftOptions.in(
            directory,
            RaftOptions.Group.founding(UUID.randomUUID().toString(), self, List.of(self)));

    assertThatThrownBy(() -> open(other))
        .isInstanceOf(DirectoryUnusableException.class)
        .hasMessageContaining("take an empty directory");
  }

  @Test
  void openingDoesNotBlockALoop() {
    var clock = new VirtualClock(1);
    var thrown = new ArrayList<Throwable>();
    clock
        .loop("caller")
        .execute(
            () -> {
              try {
                open(directory);
              } catch (IllegalStateException e) {
                thrown.add(e);
              }
            });
    clock.runUntilIdle();

    assertThat(thrown).singleElement().asString().contains("an event loop must not wait");
  }

  private void twoSnapshots(Path copy) throws IOException {
    try (RaftMember member = open(directory)) {
      create(member, "n1");
      await(member.snapshot());
      create(member, "n2");
      await(member.snapshot());
      create(member, "n3");
      copy(directory, copy);
    }
  }

  private static RaftMember open(Path directory) {
    return open(RaftOptions.alone(directory));
  }

  private static RaftMember open(RaftOptions options) {
    RaftMember member = RaftMember.open(options, MemoryStoreOptions.of(Kinds.ALL));
    await(member.ready());
    return member;
  }

  static Version create(RaftMember member, String id) {
    return await(member.store().update(tx -> tx.create(Kinds.NODE, node(id))));
  }

  static Node node(String id) {
    return node(id, "");
  }

  private static Node node(String id, String text) {
    return Node.newBuilder()
        .setId(id)
        .setSpec(
            NodeSpec.newBuilder()
                .setAnnotations(Annotations.newBuilder().setName(id).putLabels("text", text)))
        .build();
  }

  static List<String> ids(ReadTx view) {
    return view.list(Kinds.NODE).stream().map(Node::getId).toList();
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }

  /** Flips a bit. */
  private static byte[] damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 0x10;
    Files.write(file, bytes);
    return bytes;
  }

  /** The end of what is not zero. */
  private static int end(byte[] bytes) {
    int end = bytes.length;
    while (bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static Path log(Path directory) throws IOException {
    return files(directory, "log_inprogress_\\d+").get(0);
  }

  static long firstEntry(Path directory) throws IOException {
    return files(directory, "log_.*").stream()
        .mapToLong(
            file ->
                Long.parseLong(
                    file.getFileName()
                        .toString()
                        .replaceAll("log_(inprogress_)?", "")
                        .split("-", -1)[0]))
        .min()
        .orElseThrow();
  }

  private static List<Path> snapshots(Path directory) throws IOException {
    return files(directory, "snapshot\\.\\d+_\\d+");
  }

  private static List<Path> files(Path directory, String name) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }
}
