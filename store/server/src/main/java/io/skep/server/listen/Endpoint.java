package io.skep.server.listen;

import io.skep.server.ServerLimits;
import io.skep.server.listen.Listener.TcpPort;
import io.skep.server.listen.Listener.UnixSocket;
import io.skep.store.tls.FullHandshakes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.server.GrpcServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One listener at work, on as many event loops as there are processors: each has its share of the
 * connections. Any thread.
 */
final class Endpoint {
  /**
   * A negative port is a free one, the same for all that ask for the same: each endpoint has its
   * own.
   */
  private static final AtomicInteger FREE_PORT = new AtomicInteger();

  private final Vertx vertx;
  private final List<HttpServer> servers;
  private final Optional<SocketFile> file;
  private final Function<HttpServer, Future<HttpServer>> listening;

  private Endpoint(
      Vertx vertx,
      HttpServerOptions options,
      GrpcServer calls,
      Optional<SocketFile> file,
      Function<HttpServer, Future<HttpServer>> listening) {
    this.vertx = vertx;
    this.servers =
        Stream.generate(() -> server(vertx, options, calls))
            .limit(Runtime.getRuntime().availableProcessors())
            .toList();
    this.file = file;
    this.listening = listening;
  }

  private static HttpServer server(Vertx vertx, HttpServerOptions options, GrpcServer calls) {
    return vertx
        .createHttpServer(options)
        .connectionHandler(
            connection -> {
              AnyAuthority.on(connection);
              FewFlushes.on(connection);
            })
        .requestHandler(new FrontDoor(calls));
  }

  static Endpoint unix(Vertx vertx, UnixSocket socket, ServerLimits limits, GrpcServer calls) {
    var file = new SocketFile(socket.path());
    SocketAddress address = SocketAddress.domainSocketAddress(file.bindPath());
    return new Endpoint(
        vertx,
        options(socket.tls(), limits),
        calls,
        Optional.of(file),
        server -> server.listen(address));
  }

  static Endpoint tcp(Vertx vertx, TcpPort port, ServerLimits limits, GrpcServer calls) {
    int number = port.port() == 0 ? FREE_PORT.decrementAndGet() : port.port();
    return new Endpoint(
        vertx,
        options(port.tls(), limits),
        calls,
        Optional.empty(),
        server -> server.listen(number, port.host()));
  }

  private static HttpServerOptions options(Optional<Tls> tls, ServerLimits limits) {
    var options =
        new HttpServerOptions()
            .setInitialSettings(
                new Http2Settings().setMaxConcurrentStreams(limits.streamsPerConnection()));
    tls.ifPresent(
        identity -> {
          options
              .setSsl(true)
              .setUseAlpn(true)
              .setSslEngineOptions(new FullHandshakes())
              .setKeyCertOptions(identity.identity());
          identity
              .trust()
              .ifPresent(trust -> options.setTrustOptions(trust).setClientAuth(ClientAuth.REQUEST));
        });
    return options;
  }

  /** Listens. */
  Future<Void> open() {
    if (file.isEmpty()) {
      return listen();
    }
    SocketFile socket = file.get();
    return blocking(socket::prepare)
        .compose(prepared -> listen())
        .compose(listening -> blocking(socket::publish));
  }

  /** The first alone: if it cannot, nobody can. */
  private Future<Void> listen() {
    return listen(servers.get(0))
        .compose(first -> Future.all(servers.stream().skip(1).map(this::listen).toList()))
        .mapEmpty();
  }

  /** On a loop that it has not shared with the one before. */
  private Future<Void> listen(HttpServer server) {
    Promise<Void> heard = ((VertxInternal) vertx).promise(); // Told where the caller is.
    ((VertxInternal) vertx)
        .createEventLoopContext()
        .runOnContext(on -> listening.apply(server).<Void>mapEmpty().onComplete(heard));
    return heard.future();
  }

  boolean isTcp() {
    return file.isEmpty();
  }

  int port() {
    return servers.get(0).actualPort();
  }

  /** Ends all calls, and listens no more. */
  Future<Void> close() {
    return Future.join(servers.stream().map(HttpServer::close).toList())
        .compose(
            closed -> file.isPresent() ? blocking(file.get()::remove) : Future.succeededFuture());
  }

  private Future<Void> blocking(SocketFile.Step step) {
    return vertx.executeBlocking(
        () -> {
          step.run();
          return null;
        });
  }
}
