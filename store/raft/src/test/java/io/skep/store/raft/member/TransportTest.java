package io.skep.store.raft.member;

import static io.skep.store.raft.member.DurableStoreTest.await;
import static io.skep.store.raft.member.DurableStoreTest.ids;
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
import io.skep.store.tls.LiveCertificates;
import io.skep.store.tls.TestAuthority;
import io.skep.store.tls.TlsFiles;
import java.nio.file.Path;
import java.time.InstantSource;
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
      Version version = cluster.create("n1");
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
        assertThat(catchThrowable(() -> cluster.byLeader(leader -> leader.add(address))))
            .hasCauseInstanceOf(NoQuorumException.class);
        assertThat(ids(stranger.store().view())).isEmpty();
      }
    }
  }

  @Test
  void membersThatRunTakeRenewedCertificatesOfAnotherRoot() throws Exception {
    var authority = new TestAuthority("root");
    var next = new TestAuthority("next");
    LiveCertificates own = certificates(keys, authority);
    try (var cluster = new Cluster(directory, 3, UnaryOperator.identity(), over(own))) {
      cluster.create("n1");
      RaftMember restarted = cluster.followers().get(0);
      String id = cluster.idOf(restarted);
      cluster.close(restarted);

      TestAuthority.replace(keys.resolve("ca.pem"), authority.root() + next.root());
      own.look();
      next.issue("member", "swarm-manager").writeTo(keys, "own");
      own.look();
      TestAuthority.replace(keys.resolve("ca.pem"), next.root());
      own.look();

      // It has never heard of the old root, and the others have never been restarted.
      RaftMember renewed = cluster.open(id, over(certificates(strangersKeys, next)));
      Version version = cluster.create("n2");
      await(renewed.ready());
      assertThat(await(renewed.barrier())).isGreaterThanOrEqualTo(version);
      assertThat(ids(renewed.store().view())).containsExactlyInAnyOrder("n1", "n2");
    }
  }

  private static Transport over(LiveCertificates certificates) {
    return new Transport.MutualTls(certificates.keys(), certificates.trust());
  }

  private static LiveCertificates certificates(Path folder, TestAuthority signer) {
    signer.issue("member", "swarm-manager").writeTo(folder, "own");
    TestAuthority.replace(folder.resolve("ca.pem"), signer.root());
    return LiveCertificates.open(
        new TlsFiles(
            folder.resolve("own.pem"), folder.resolve("own.key"), folder.resolve("ca.pem")),
        InstantSource.system());
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
