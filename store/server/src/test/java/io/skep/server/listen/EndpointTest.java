package io.skep.server.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.skep.server.Rig;
import io.skep.server.ServerLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {
  private static final int CONNECTIONS = 16;

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final Set<String> loops = ConcurrentHashMap.newKeySet();
  private final GrpcServer calls =
      GrpcServer.server(vertx)
          .callHandler(
              call -> {
                loops.add(Thread.currentThread().getName());
                call.response().status(GrpcStatus.OK).end();
              });

  @AfterEach
  void close() {
    Rig.await(vertx.close());
  }

  @Test
  void connectionsAreSharedOutAmongTheLoops() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor has one loop");
    Path socket = folder.resolve("s");
    var port = endpoint(Listener.plainTcp("127.0.0.1", 0));
    var file = endpoint(Listener.unix(socket));

    connect(SocketAddress.inetSocketAddress(port.port(), "127.0.0.1"));
    assertThat(loops).hasSizeGreaterThan(1);
    loops.clear();
    connect(SocketAddress.domainSocketAddress(socket.toString()));
    assertThat(loops).hasSizeGreaterThan(1);

    Rig.await(port.close());
    Rig.await(file.close());
  }

  @Test
  void twoThatAskForAFreePortHaveTwo() {
    var one = endpoint(Listener.plainTcp("127.0.0.1", 0));
    var other = endpoint(Listener.plainTcp("127.0.0.1", 0));

    assertThat(one.port()).isNotEqualTo(other.port());

    Rig.await(one.close());
    Rig.await(other.close());
  }

  private Endpoint endpoint(Listener listener) {
    Endpoint endpoint =
        listener instanceof Listener.UnixSocket file
            ? Endpoint.unix(vertx, file, ServerLimits.DEFAULT, calls)
            : Endpoint.tcp(vertx, (Listener.TcpPort) listener, ServerLimits.DEFAULT, calls);
    Rig.await(endpoint.open());
    return endpoint;
  }

  /** One call over each of many connections. */
  private void connect(SocketAddress to) {
    for (int i = 0; i < CONNECTIONS; i++) {
      var client =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false));
      var options =
          new RequestOptions()
              .setServer(to)
              .setHost("localhost")
              .setMethod(io.vertx.core.http.HttpMethod.POST)
              .setURI("/docker.swarmkit.v1.Any/Call")
              .putHeader("content-type", "application/grpc");
      Rig.await(client.request(options).compose(request -> request.send()));
      Rig.await(client.close());
    }
  }
}
