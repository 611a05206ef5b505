package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static io.skep.store.raft.member.DurableStoreTest.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.DirectoryUnusableException;
import io.skep.store.raft.Member;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.RaftOptions.Group;
import io.skep.store.snapshot.Contents;
import io.skep.store.snapshot.SnapshotMessages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private static final MemoryStoreOptions STORE = MemoryStoreOptions.of(Kinds.ALL);

  @TempDir private Path directory;

  /** What a store that stood alone held at the end. */
  private static Contents saved(String... ids) {
    var store = new MemoryStore(STORE);
    for (String id : ids) {
      await(store.update(tx -> tx.create(Kinds.NODE, DurableStoreTest.node(id))));
    }
    Snapshot last = await(store.stop());
    return SnapshotMessages.contents(last, Kinds.ALL);
  }

  private static void restore(RaftOptions options, Contents objects) {
    Recovery.restore(options, objects, new Random(1));
  }

  private static RaftMember open(RaftOptions options) {
    RaftMember member = RaftMember.open(options, STORE);
    await(member.ready());
    return member;
  }

  @Test
  void aStoreThatIsAloneBeginsWithABackupInANewHistory() { // S-19
    Contents objects = saved("n1", "n2");
    restore(RaftOptions.alone(directory), objects);

    Version written;
    try (RaftMember member = open(RaftOptions.alone(directory))) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2");
      assertThat(member.store().historyId()).isNotEqualTo(objects.position().historyId());
      written = DurableStoreTest.create(member, "n3");
      assertThat(written).isGreaterThan(objects.position().version());
    }
    try (RaftMember member = open(RaftOptions.alone(directory))) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2", "n3");
      assertThat(DurableStoreTest.create(member, "n4")).isGreaterThan(written);
    }
  }

  @Test
  void objectsThatComeWithoutAVersionOfTheirStoreAreThere() { // As SwarmKit saves them.
    var store = new MemoryStore(STORE);
    await(store.update(tx -> tx.create(Kinds.NODE, DurableStoreTest.node("n1"))));
    Version stored = await(store.update(tx -> tx.create(Kinds.NODE, DurableStoreTest.node("n2"))));
    var bare = Snapshot.newBuilder().setStore(store.save(store.view())).build();
    restore(RaftOptions.alone(directory), SnapshotMessages.contents(bare, Kinds.ALL));

    try (RaftMember member = open(RaftOptions.alone(directory))) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2");
      assertThat(DurableStoreTest.create(member, "n3")).isGreaterThan(stored);
    }
  }

  @Test
  void objectsWithoutAnyVersionAreThere() {
    var bare =
        Snapshot.newBuilder()
            .setStore(StoreSnapshot.newBuilder().addNodes(DurableStoreTest.node("n1")))
            .build();
    restore(RaftOptions.alone(directory), SnapshotMessages.contents(bare, Kinds.ALL));

    try (RaftMember member = open(RaftOptions.alone(directory))) {
      assertThat(ids(member.store().view())).containsExactly("n1");
    }
  }

  @Test
  void aBackupIsRestoredIntoAnEmptyDirectoryOnly() {
    open(RaftOptions.alone(directory)).close();

    assertThatThrownBy(() -> restore(RaftOptions.alone(directory), saved("n1")))
        .isInstanceOf(DirectoryUnusableException.class)
        .hasMessageContaining("it holds the history");
  }

  @Test
  void aGroupBeginsWithABackupAndOthersJoinIt(@TempDir Path other) {
    String history = UUID.randomUUID().toString();
    var a = new Member("a", Cluster.freeAddress());
    var b = new Member("b", Cluster.freeAddress());
    RaftOptions first = RaftOptions.in(directory, Group.founding(history, a, List.of(a)));
    restore(first, saved("n1"));

    try (RaftMember leader = open(first);
        RaftMember joining =
            RaftMember.open(RaftOptions.in(other, Group.joining(history, b)), STORE)) {
      DurableStoreTest.create(leader, "n2");
      await(leader.add(b));
      await(joining.ready());

      assertThat(await(joining.barrier())).isEqualTo(leader.store().view().version());
      assertThat(ids(joining.store().view())).containsExactly("n1", "n2");
      assertThat(joining.store().historyId()).isEqualTo(history);
    }
  }

  @Test
  void aGroupWithOthersOrOfTheSameHistoryIsRefused() {
    Contents objects = saved("n1");
    var a = new Member("a", "127.0.0.1:7000");
    var b = new Member("b", "127.0.0.1:7001");
    String history = UUID.randomUUID().toString();

    assertThatThrownBy(
            () ->
                restore(
                    RaftOptions.in(directory, Group.founding(history, a, List.of(a, b))), objects))
        .hasMessageContaining("founders must be a alone");
  }

  @Test
  void whatOneMemberHasGoesOnWhenTheMajorityIsLost() { // S-19
    String history = UUID.randomUUID().toString();
    Version reached;
    try (var cluster = new Cluster(directory, 3, options -> options)) {
      cluster.create("n1");
      await(cluster.leader().snapshot());
      reached = cluster.create("n2");
      for (RaftMember each : cluster.members()) {
        await(each.barrier());
      }
    }
    Path mine = directory.resolve("m1");
    var self = new Member("m1", Cluster.freeAddress());
    RaftOptions sole = RaftOptions.in(mine, Group.founding(history, self, List.of(self)));

    assertThatThrownBy(() -> RaftMember.open(sole, STORE).close())
        .hasMessageContaining("take an empty directory");
    Recovery.Salvaged salvaged = Recovery.forceNew(sole, STORE);

    assertThat(salvaged.version()).isGreaterThanOrEqualTo(reached);
    assertThat(salvaged.kept().resolve(salvaged.historyId())).isDirectory();
    try (RaftMember member = open(sole)) {
      assertThat(ids(member.store().view())).containsExactly("n1", "n2");
      assertThat(member.store().historyId()).isEqualTo(history);
      assertThat(DurableStoreTest.create(member, "n3")).isGreaterThan(salvaged.version());
      assertThat(await(member.members())).hasSize(1);
    }
  }

  @Test
  void nothingIsForcedOnAnEmptyDirectoryOrTheSameHistory() {
    assertThatThrownBy(() -> Recovery.forceNew(RaftOptions.alone(directory), STORE))
        .hasMessageContaining("it holds no history");

    String history;
    try (RaftMember member = open(RaftOptions.alone(directory))) {
      history = member.store().historyId();
    }
    var self = new Member("a", "127.0.0.1:7000");
    RaftOptions same = RaftOptions.in(directory, Group.founding(history, self, List.of(self)));
    assertThatThrownBy(() -> Recovery.forceNew(same, STORE)).hasMessageContaining("cannot go on");
    assertThat(Files.exists(directory.resolve("raft").resolve(history))).isTrue();
  }
}
