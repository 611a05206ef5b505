package io.skep.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.WatchMessage;
import io.skep.api.WatchRequest;
import io.skep.server.Client;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.tls.TestAuthority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** api.A-9, while certificates and roots are renewed on either side. */
class RenewalTest {
  private static final String MANAGER = "swarm-manager";
  private static final String WORKER = "swarm-worker";

  @TempDir Path folder;

  private final TestAuthority authority = new TestAuthority("root");
  private final TestAuthority next = new TestAuthority("next");
  private TestIdentity server;
  private Rig rig;

  @BeforeEach
  void listen() {
    server = TestIdentity.of(folder, "server", authority.issue("m1", MANAGER), authority.root());
    rig = Rig.open(options -> options.alsoAt(Listener.tcp("127.0.0.1", 0, Tls.of(server.live()))));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private TestIdentity somebody(TestAuthority signer, String name, String role) {
    return TestIdentity.of(folder, name, signer.issue(name, role), authority.root() + next.root());
  }

  private Client calling(TestIdentity as) {
    return new Client(
        rig.vertx(),
        SocketAddress.inetSocketAddress(rig.server().ports().get(0), "127.0.0.1"),
        as.client());
  }

  @Test // api.A-9
  void aRenewedCertificateIsShownToNewConnectionsWhileOldOnesGoOn() throws Exception {
    TestIdentity who = somebody(authority, "m2", MANAGER);
    Client.Opened<WatchMessage> old = Rig.await(watch(calling(who)));

    server.renew(authority.issue("m1-renewed", MANAGER));

    assertThat(shownBy(Rig.await(watch(calling(who))).request().connection()))
        .startsWith("CN=m1-renewed,");
    assertThat(shownBy(old.request().connection())).startsWith("CN=m1,");
    Promise<WatchMessage> told = Promise.promise();
    old.response().handler(told::tryComplete);
    old.response().resume();
    Rig.await(told.future());
  }

  @Test // api.A-9
  void aClientThatConnectsAgainIsWhoItsCertificateSaysNow() {
    TestIdentity who = somebody(authority, "n", WORKER);
    Client client = calling(who);
    assertThat(Rig.refusal(nodes(client)).status()).isEqualTo(GrpcStatus.PERMISSION_DENIED);

    who.renew(authority.issue("n", MANAGER));

    assertThat(Rig.refusal(nodes(client)).status())
        .as("on the connection that is open")
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
    hangUp(client);
    assertThat(Rig.await(nodes(client)).getNodesList()).isEmpty();
  }

  @Test // api.A-9
  void bothRootsAreTrustedWhileTheyChangeAndTheOldOneNoMoreAfterwards() {
    Client old = calling(somebody(authority, "old", MANAGER));
    Client renewed = calling(somebody(next, "renewed", MANAGER));
    assertIsNotLetIn(renewed);

    server.trust(authority.root() + next.root());
    server.renew(next.issue("m1", MANAGER));

    assertThat(Rig.await(nodes(renewed)).getNodesList()).isEmpty();
    assertThat(Rig.await(nodes(old)).getNodesList()).isEmpty();

    server.trust(next.root());

    assertThat(Rig.await(nodes(old)).getNodesList()).as("its connection goes on").isEmpty();
    hangUp(old);
    assertIsNotLetIn(old);
    hangUp(renewed);
    assertThat(Rig.await(nodes(renewed)).getNodesList()).isEmpty();
  }

  @Test // api.A-9
  void aPairThatIsWrittenByHalvesKeepsNobodyOut() {
    Client client = calling(somebody(authority, "m2", MANAGER));
    TestAuthority.Pair renewed = authority.issue("m1-renewed", MANAGER);

    TestAuthority.replace(folder.resolve("server.pem"), renewed.certificate());
    server.live().look();

    assertThat(server.live().refusal()).isPresent();
    assertThat(Rig.await(nodes(client)).getNodesList()).isEmpty();
  }

  /** Ends the connection of {@code client}, which makes another with its next call. */
  private void hangUp(Client client) {
    HttpConnection connection = Rig.await(watchOrRefusal(client));
    Promise<Void> closed = Promise.promise();
    connection.closeHandler(closed::tryComplete);
    connection.close();
    Rig.await(closed.future());
  }

  private static Future<HttpConnection> watchOrRefusal(Client client) {
    return watch(client).map(opened -> opened.request().connection());
  }

  private static void assertIsNotLetIn(Client client) {
    assertThat(catchThrowable(() -> Rig.await(nodes(client))).getCause())
        .isNotInstanceOf(Refusal.Received.class);
  }

  private static String shownBy(HttpConnection server) throws SSLPeerUnverifiedException {
    return ((X509Certificate) server.peerCertificates().get(0)).getSubjectX500Principal().getName();
  }

  private static Future<Client.Opened<WatchMessage>> watch(Client client) {
    WatchRequest.Builder nodes = WatchRequest.newBuilder();
    nodes.addEntriesBuilder().setKind("node").setActionValue(7);
    return client.stream("Watch", "Watch", nodes.build(), WatchMessage.getDefaultInstance());
  }

  private static Future<ListNodesResponse> nodes(Client client) {
    return client.call(
        "Control",
        "ListNodes",
        ListNodesRequest.getDefaultInstance(),
        ListNodesResponse.getDefaultInstance());
  }
}
