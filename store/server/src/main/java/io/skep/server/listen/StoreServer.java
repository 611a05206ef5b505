package io.skep.server.listen;

import io.skep.server.attachment.AttachmentService;
import io.skep.server.authority.AuthorityService;
import io.skep.server.call.Forwarder;
import io.skep.server.call.Gate;
import io.skep.server.call.OpenStreams;
import io.skep.server.call.Reads;
import io.skep.server.call.RpcTable;
import io.skep.server.control.ControlService;
import io.skep.server.feed.FeedService;
import io.skep.server.health.HealthTable;
import io.skep.server.health.LogTables;
import io.skep.server.listen.Listener.TcpPort;
import io.skep.server.listen.Listener.UnixSocket;
import io.skep.server.watch.WatchService;
import io.skep.store.Store;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.health.HealthService;
import io.vertx.grpc.reflection.ReflectionService;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A store on the network: SwarmKit's services for control, watch, attachments and health, and those
 * that any gRPC tool asks for, at every listener. Any thread.
 *
 * <pre>{@code
 * var server = new StoreServer(vertx, store, ServerOptions.at(Listener.unix(Path.of("/run/skep.sock"))));
 * server.start().onSuccess(started -> ...);
 * }</pre>
 */
public final class StoreServer {
  /** How long a call is waited for that was passed on, if its caller does not say. */
  private static final Duration FORWARD_LIMIT = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Store store;
  private final ServerOptions options;
  private final Optional<Forwarder> forwarder;
  private final List<RpcTable> tables = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private volatile boolean serving;

  /** A server of {@code store} that does not listen yet. */
  public StoreServer(Vertx vertx, Store store, ServerOptions options) {
    this.vertx = vertx;
    this.store = store;
    this.options = options;
    forwarder =
        options
            .forwarding()
            .map(
                how ->
                    new Forwarder(
                        vertx, how, FORWARD_LIMIT, how.isSsl() ? Gates::isManager : any -> true));
    var reads = new Reads(options.cluster().freshness(), options.cluster().reads(), Clock.system());
    tables.add(ControlService.table(store, options.cluster(), reads));
    var streams = OpenStreams.within(options.limits(), options.cluster().random());
    tables.add(WatchService.table(store, streams, reads));
    tables.add(FeedService.table(store, options.tables(), streams, reads));
    tables.add(AttachmentService.table(store, options.cluster().clock()));
    tables.add(AuthorityService.table(store));
    tables.add(HealthTable.of(() -> serving));
    tables.addAll(LogTables.all());
    options.listeners().forEach(listener -> endpoints.add(endpoint(listener)));
  }

  private Endpoint endpoint(Listener listener) {
    GrpcServer calls = calls(gate(listener));
    if (listener instanceof UnixSocket socket) {
      return Endpoint.unix(vertx, socket, options.limits(), calls);
    }
    return Endpoint.tcp(vertx, (TcpPort) listener, options.limits(), calls);
  }

  private Gate gate(Listener listener) {
    return Gates.vouching(direct(listener), store);
  }

  private Gate direct(Listener listener) {
    return listener instanceof TcpPort port && port.tls().isPresent()
        ? Gates.certified(store)
        : Gates.trusted(options.cluster().nodeId());
  }

  private GrpcServer calls(Gate gate) {
    var calls =
        GrpcServer.server(
            vertx,
            new GrpcServerOptions()
                .setMaxMessageSize(options.limits().messageBytes())
                .setScheduleDeadlineAutomatically(true));
    var health = HealthService.create(vertx);
    health.register("", () -> Future.succeededFuture(serving));
    for (RpcTable table : tables) {
      calls.addService(table.service(gate, forwarder));
      health.register(ServiceName.create(table.fullName()), () -> Future.succeededFuture(serving));
    }
    return calls.addService(health).addService(ReflectionService.v1());
  }

  /**
   * Listens everywhere.
   *
   * @return this server; fails if one of the listeners cannot listen, after which none does
   */
  public Future<StoreServer> start() {
    return Future.join(endpoints.stream().map(Endpoint::open).toList())
        .<StoreServer>map(
            open -> {
              serving = true;
              return this;
            })
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  /** The TCP ports that it listens on, in the order of the listeners. Empty before it listens. */
  public List<Integer> ports() {
    return endpoints.stream().filter(Endpoint::isTcp).map(Endpoint::port).toList();
  }

  /** Ends all calls, and listens no more. Idempotent. */
  public Future<Void> stop() {
    serving = false;
    return Future.join(endpoints.stream().map(Endpoint::close).toList())
        .eventually(() -> forwarder.map(Forwarder::close).orElseGet(Future::succeededFuture))
        .mapEmpty();
  }
}
