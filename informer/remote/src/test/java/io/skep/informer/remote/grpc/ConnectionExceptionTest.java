package io.skep.informer.remote.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.v1.FeedProto;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.informer.remote.grpc.ConnectionException.Reason;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients are told when nobody answers, over real sockets. */
class ConnectionExceptionTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path folder;

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  @Test
  void aSocketThatIsNotThere() throws Exception {
    assertTold(
        Server.unix(folder.resolve("none")),
        Reason.NOBODY,
        "there is no such socket; does the manager run on this machine?");
  }

  @Test
  void aSocketThatNobodyListensAtAnyMore() throws Exception {
    Path path = folder.resolve("dead");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(path))
        .close();

    assertTold(Server.unix(path), Reason.NOBODY, "nobody listens there");
  }

  @Test
  void aFileThatIsNoSocket() throws Exception {
    Path path = Files.writeString(folder.resolve("file"), "");

    assertTold(Server.unix(path), Reason.NOBODY, "nobody listens there");
  }

  @Test
  void aPortThatNobodyListensAt() throws Exception {
    assertTold(Server.tcp("127.0.0.1", 1), Reason.NOBODY, "nobody listens there");
  }

  @Test
  void aServerOfSomethingElse() throws Exception {
    Server server = somethingElse();

    assertTold(
        server,
        Reason.MISUNDERSTOOD,
        "it does not speak gRPC (First received frame was not SETTINGS. Hex dump for first 5"
            + " bytes: 485454502f)");
    assertTold(server.underTls(), Reason.MISUNDERSTOOD, "it does not speak TLS");
  }

  /** As Docker's API is. */
  private Server somethingElse() throws Exception {
    Path path = folder.resolve("docker.sock");
    vertx
        .createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
        .requestHandler(request -> request.response().end())
        .listen(SocketAddress.domainSocketAddress(path.toString()))
        .toCompletionStage()
        .toCompletableFuture()
        .get(2, TimeUnit.MINUTES);
    return Server.unix(path);
  }

  private void assertTold(Server server, Reason reason, String text)
      throws IOException, InterruptedException, java.util.concurrent.TimeoutException {
    var calls = new Calls(vertx, server);
    try {
      calls
          .call(
              FeedProto.getDescriptor().findServiceByName("Feed").findMethodByName("Follow"),
              FollowRequest.getDefaultInstance(),
              FollowMessage.getDefaultInstance(),
              Duration.ofMinutes(1))
          .toCompletionStage()
          .toCompletableFuture()
          .get(2, TimeUnit.MINUTES);
      throw new AssertionError("answered");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(ConnectionException.class);
      assertThat(e.getCause()).hasMessage(server + ": " + text);
      assertThat(((ConnectionException) e.getCause()).reason()).isEqualTo(reason);
    } finally {
      calls.close();
    }
  }
}
