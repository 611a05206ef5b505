package io.skep.examples.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.skep.server.Rig;
import io.skep.server.listen.Listener;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.server.GrpcServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and scripts are told if there is nothing to show. */
class ConnectionTest {
  @TempDir private Path folder;
  private Certificates certificates;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    certificates = Certificates.in(folder);
    rig =
        Rig.open(
            options ->
                options.alsoAt(
                    Listener.unix(folder.resolve("tls.sock"), certificates.server("manager")),
                    Listener.plainTcp("127.0.0.1", 0),
                    Listener.tcp("127.0.0.1", 0, certificates.server("manager")),
                    Listener.tcp("127.0.0.1", 0, certificates.server("worker"))));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void nobodyIsThere() {
    assertTold(
        3,
        folder.resolve("none.sock").toString(),
        "unix://%s: there is no such socket; does the manager run on this machine?"
            .formatted(folder.resolve("none.sock")));
    assertTold(3, "127.0.0.1:1 --insecure", "127.0.0.1:1: nobody listens there");
  }

  @Test
  void aWorkerIsNotLetIn() {
    assertTold(
        4,
        port(1) + certificates.client("worker"),
        port(1)
            + ": the server answered PERMISSION_DENIED: Permission denied: skep.v1.Feed.Follow is"
            + " for callers with a certificate of a manager");
  }

  @Test
  void aWorkerDoesNotPassForAManager() {
    assertTold(
        4,
        port(2) + certificates.client("manager"),
        port(2)
            + ": the server's certificate (CN=w1,OU=swarm-worker,O=cluster) is not of a manager"
            + " (OU=swarm-manager)");
  }

  @Test
  void theServerIsOfAnotherCluster() {
    String options =
        certificates
            .client("manager")
            .replace(certificates.file("ca.pem"), certificates.file("worker.pem"));

    assertTold(
        4,
        port(1) + options,
        port(1) + ": its certificate was not signed by the authority that is trusted here");
  }

  @Test
  void plainTextUnderTlsAndTheOtherWayRound() {
    assertTold(
        5,
        port(1) + " --insecure",
        port(1) + ": it has closed the connection; it may be under TLS");
    assertTold(5, port(0) + certificates.client("manager"), port(0) + ": it does not speak TLS");
    String socket = "unix://" + folder.resolve("tls.sock");
    assertTold(
        5, socket + " --insecure", socket + ": it has closed the connection; it may be under TLS");
  }

  @Test
  void whatIsThereIsNoManager() {
    Path path = folder.resolve("other.sock");
    Rig.await(
        rig.vertx()
            .createHttpServer()
            .requestHandler(GrpcServer.server(rig.vertx()))
            .listen(SocketAddress.domainSocketAddress(path.toString())));

    assertTold(
        5,
        path.toString(),
        "unix://%s: the server answered UNIMPLEMENTED: Method not found: docker.swarmkit.v1.Watch/Watch"
            .formatted(path));
  }

  @Test
  void theCommandLineIsWrong() {
    Session session = Session.of("list volumes");
    assertThat(session.exitCode()).isEqualTo(2);
    assertThat(session.err())
        .startsWith(
            "Invalid value for positional parameter at index 0 (services|tasks|nodes): expected"
                + " one of [services, tasks, nodes] (case-sensitive) but was 'volumes'\n");

    Session half = Session.of("list --manager h:1 --ca " + certificates.file("ca.pem"));
    assertThat(half.exitCode()).isEqualTo(2);
    assertThat(half.err()).startsWith("--ca, --cert and --key go together\n");
  }

  @Test
  void whoMayNotOpenTheSocketIsToldSo() throws Exception {
    Path socket = rig.folder().resolve("c.sock");
    Files.setPosixFilePermissions(socket, Set.of());
    assumeFalse(Files.isWritable(socket), "this user may open every file");

    assertTold(
        4,
        socket.toString(),
        "unix://%s: permission denied; become the socket's owner, or join its group"
            .formatted(socket));
  }

  private String port(int which) {
    return "127.0.0.1:" + rig.server().ports().get(which);
  }

  private static void assertTold(int exitCode, String where, String why) {
    Session session = Session.of("list --manager " + where);
    assertThat(session.exitCode()).as(session.err()).isEqualTo(exitCode);
    assertThat(session.err()).isEqualTo(why + "\n");
    assertThat(session.out()).isEmpty();
  }
}
