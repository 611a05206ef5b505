package io.skep.server.listen;

import static io.skep.server.listen.Identities.as;
import static io.skep.server.listen.Identities.identity;
import static io.skep.server.listen.Identities.nobody;
import static io.skep.server.listen.Identities.trust;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.AttachNetworkRequest;
import io.skep.api.AttachNetworkResponse;
import io.skep.api.BlacklistedCertificate;
import io.skep.api.Cluster;
import io.skep.api.GetUnlockKeyRequest;
import io.skep.api.GetUnlockKeyResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.Network;
import io.skep.api.WatchMessage;
import io.skep.api.WatchRequest;
import io.skep.server.Client;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * With certificates as SwarmKit makes them: CN the node, OU the role. Those in the resources last a
 * hundred years and open nothing.
 */
class TlsTest {
  private final Rig rig =
      Rig.open(
          options -> {
            Path socket = ((Listener.UnixSocket) options.listeners().get(0)).path();
            return options.alsoAt(
                Listener.unix(socket.resolveSibling("tls.sock"), server(false)),
                Listener.tcp("127.0.0.1", 0, server(true)));
          });

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-9
  void aManagerMayDoEverything() {
    assertThat(Rig.await(nodes(overTcp("manager"))).getNodesList()).isEmpty();
  }

  @Test // api.A-9
  void aWorkerMayDoWhatAgentsMay() {
    Client worker = overTcp("worker");
    rig.write(
        tx -> {
          Network.Builder network = Network.newBuilder().setId("n");
          network.getSpecBuilder().setAttachable(true).getAnnotationsBuilder().setName("net");
          return tx.create(Kinds.NETWORK, network.build());
        });

    assertDenied(Rig.refusal(nodes(worker)));
    assertDenied(
        Rig.refusal(
            worker.call(
                "Watch",
                "Watch",
                WatchRequest.getDefaultInstance(),
                WatchMessage.getDefaultInstance())));
    assertDenied(
        Rig.refusal(
            worker.call(
                "CA",
                "GetUnlockKey",
                GetUnlockKeyRequest.getDefaultInstance(),
                GetUnlockKeyResponse.getDefaultInstance())));
    String attachment = Rig.await(attach(worker)).getAttachmentId();
    assertThat(rig.store().view().get(Kinds.TASK, attachment).get().getNodeId())
        .as("the node of the certificate")
        .isEqualTo("w1");
  }

  @Test // api.A-9
  void othersMayDoNothing() {
    assertDenied(Rig.refusal(attach(overTcp("other"))));
    assertDenied(Rig.refusal(attach(overTcp(null))));
    assertDenied(Rig.refusal(nodes(overTcp("other"))));
  }

  @Test // api.A-9
  void whoseCertificateAnotherAuthorityHasMadeIsNotLetIn() {
    Client stranger = overTcp("stranger"); // Calls itself a manager.

    assertDenied(Rig.refusal(nodes(stranger)));
    assertThat(Rig.await(nodes(overTcp("manager"))).getNodesList()).isEmpty();
  }

  @Test // api.A-9, api.C-4
  void aNodeWhoseCertificateIsBarredMayDoNothing() {
    assertThat(Rig.await(nodes(overTcp("manager"))).getNodesList()).isEmpty();
    Cluster.Builder cluster = Cluster.newBuilder().setId("c");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    cluster.putBlacklistedCertificates("m1", BlacklistedCertificate.getDefaultInstance());
    rig.write(tx -> tx.create(Kinds.CLUSTER, cluster.build()));

    assertDenied(Rig.refusal(nodes(overTcp("manager"))));
    assertThat(Rig.refusal(attach(overTcp("worker"))).status())
        .as("others are not concerned")
        .isNotEqualTo(GrpcStatus.PERMISSION_DENIED);
  }

  @Test // api.A-9
  void theSocketNeedsNoCertificateAndActsForTheNode() {
    var overSocket =
        new Client(
            rig.vertx(),
            SocketAddress.domainSocketAddress(rig.folder().resolve("tls.sock").toString()),
            nobody());

    assertThat(Rig.await(nodes(overSocket)).getNodesList()).isEmpty();
    assertThat(Rig.refusal(attach(overSocket))).isEqualTo(Refusal.notFound("network n not found"));
  }

  @Test // api.A-9
  void aPortThatWouldTrustNobodyIsRefused() {
    Tls withoutTrust = server(false);

    assertThatThrownBy(() -> Listener.tcp("127.0.0.1", 0, withoutTrust))
        .hasMessageContaining("say whose certificates to trust");
  }

  private static void assertDenied(Refusal refusal) {
    assertThat(refusal.status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(refusal.text()).startsWith("Permission denied: docker.swarmkit.v1.");
  }

  private static io.vertx.core.Future<ListNodesResponse> nodes(Client client) {
    return client.call(
        "Control",
        "ListNodes",
        ListNodesRequest.getDefaultInstance(),
        ListNodesResponse.getDefaultInstance());
  }

  private static io.vertx.core.Future<AttachNetworkResponse> attach(Client client) {
    AttachNetworkRequest.Builder request = AttachNetworkRequest.newBuilder();
    request.getConfigBuilder().setTarget("n");
    return client.call(
        "ResourceAllocator",
        "AttachNetwork",
        request.build(),
        AttachNetworkResponse.getDefaultInstance());
  }

  private Client overTcp(String who) {
    return new Client(
        rig.vertx(),
        SocketAddress.inetSocketAddress(rig.server().ports().get(0), "127.0.0.1"),
        who == null ? nobody() : as(who));
  }

  private static Tls server(boolean trusting) {
    return new Tls(identity("manager"), trusting ? Optional.of(trust()) : Optional.empty());
  }
}
