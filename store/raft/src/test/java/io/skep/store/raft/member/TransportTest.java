package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static io.skep.store.raft.member.DurableStoreTest.ids;
import static io.skep.store.raft.member.DurableStoreTest.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStoreOptions;
import io.skep.store.raft.Member;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.RaftOptions;
import io.skep.store.raft.Transport;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportTest {
  @TempDir Path directory;
  @TempDir Path keys;
  @TempDir Path strangersKeys;

  @Test
  void membersTalkOverTlsAndLeaveStrangersOut() throws Exception {
    Transport tls = Certificates.in(keys);
    try (var cluster = new Cluster(directory, 3, UnaryOperator.identity(), tls)) {
      RaftMember leader = cluster.leader();
      Version version = await(leader.store().update(tx -> tx.create(Kinds.NODE, node("n1"))));
      for (RaftMember member : cluster.members()) {
        assertThat(await(member.barrier())).isGreaterThanOrEqualTo(version);
        assertThat(ids(member.store().view())).containsExactly("n1");
      }

      // The engine waits for half a minute for one that joins, so only the likelier stranger is
      // tried:
      // one that speaks TLS, with certificates of its own.
      Member address = new Member("m4", Cluster.freeAddress());
      var group =
          RaftOptions.Group.joining(cluster.history(), address)
              .over(Certificates.in(strangersKeys));
      try (RaftMember stranger =
          RaftMember.open(
              RaftOptions.in(directory.resolve("stranger"), group),
              MemoryStoreOptions.of(Kinds.ALL))) {
        assertThat(catchThrowable(() -> await(leader.add(address))))
            .hasCauseInstanceOf(NoQuorumException.class);
        assertThat(ids(stranger.store().view())).isEmpty();
      }
    }
  }

  @Test
  void addressesElsewhereAreRefusedWithoutEncryption() {
    var self = new Member("m1", "127.0.0.1:1");
    var elsewhere = new Member("m2", "192.0.2.7:7000");
    var group =
        RaftOptions.Group.founding(UUID.randomUUID().toString(), self, List.of(self, elsewhere));

    assertThatThrownBy(
            () ->
                RaftMember.open(RaftOptions.in(directory, group), MemoryStoreOptions.of(Kinds.ALL)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m2 at 192.0.2.7:7000 is not on this machine")
        .hasMessageContaining("MutualTls");
    assertThat(directory).isEmptyDirectory();
  }
}
