package io.skep.server.listen;

import io.skep.server.ServerLimits;
import io.skep.server.listen.Listener.TcpPort;
import io.skep.server.listen.Listener.UnixSocket;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.server.GrpcServer;
import java.util.Optional;

/** One listener at work. Any thread. */
final class Endpoint {
  private final Vertx vertx;
  private final HttpServer server;
  private final Optional<SocketFile> file;
  private final SocketAddress address;

  private Endpoint(
      Vertx vertx,
      HttpServerOptions options,
      GrpcServer calls,
      Optional<SocketFile> file,
      SocketAddress address) {
    this.vertx = vertx;
    this.server =
        vertx
            .createHttpServer(options)
            .connectionHandler(
                connection -> {
                  AnyAuthority.on(connection);
                  FewFlushes.on(connection);
                })
            .requestHandler(new FrontDoor(calls));
    this.file = file;
    this.address = address;
  }

  static Endpoint unix(Vertx vertx, UnixSocket socket, ServerLimits limits, GrpcServer calls) {
    var file = new SocketFile(socket.path());
    return new Endpoint(
        vertx,
        options(socket.tls(), limits),
        calls,
        Optional.of(file),
        SocketAddress.domainSocketAddress(file.bindPath()));
  }

  static Endpoint tcp(Vertx vertx, TcpPort port, ServerLimits limits, GrpcServer calls) {
    return new Endpoint(
        vertx,
        options(port.tls(), limits),
        calls,
        Optional.empty(),
        SocketAddress.inetSocketAddress(port.port(), port.host()));
  }

  private static HttpServerOptions options(Optional<Tls> tls, ServerLimits limits) {
    var options =
        new HttpServerOptions()
            .setInitialSettings(
                new Http2Settings().setMaxConcurrentStreams(limits.streamsPerConnection()));
    tls.ifPresent(
        identity -> {
          options.setSsl(true).setUseAlpn(true).setKeyCertOptions(identity.identity());
          identity
              .trust()
              .ifPresent(trust -> options.setTrustOptions(trust).setClientAuth(ClientAuth.REQUEST));
        });
    return options;
  }

  /** Listens. */
  Future<Void> open() {
    if (file.isEmpty()) {
      return server.listen(address).mapEmpty();
    }
    SocketFile socket = file.get();
    return blocking(socket::prepare)
        .compose(prepared -> server.listen(address))
        .compose(listening -> blocking(socket::publish));
  }

  boolean isTcp() {
    return file.isEmpty();
  }

  int port() {
    return server.actualPort();
  }

  /** Ends all calls, and listens no more. */
  Future<Void> close() {
    return server
        .close()
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
