package io.skep.informer.remote.client;

import io.skep.informer.Informer;
import io.skep.informer.Informers;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.informer.remote.RemoteStore;
import io.skep.informer.remote.Source;
import io.skep.informer.remote.Writes;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SkepWrites;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.informer.remote.grpc.SwarmWrites;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.Kind;
import io.skep.store.Table;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.tls.CertificateWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A store in another process, or a manager of Docker Swarm: informers that follow it, and a store
 * to write to.
 *
 * <pre>{@code
 * var client = StoreClient.swarm(vertx, "unix:///var/run/docker/swarm/control.sock");
 * Informer<Task> tasks = client.informer(Kinds.TASK);
 * client.start().onSuccess(version -> tasks.reader().list());
 * }</pre>
 *
 * <p>It runs on the caller's event loop, or on one of its own if the caller has none. Any thread.
 */
public final class StoreClient {
  private final RemoteFeed feed;
  private final Informers informers;
  private final RemoteStore store;
  private final Supplier<Future<Void>> hangUp;
  private final Supplier<List<CertificateWatch>> watchCertificates;

  // Guarded by this.
  private List<CertificateWatch> watches = List.of();

  private StoreClient(
      Vertx vertx,
      List<Server> servers,
      List<Table<?>> tables,
      ClientOptions options,
      Source source,
      Writes writes,
      Supplier<Future<Void>> hangUp) {
    Loop loop = VertxLoop.on(vertx);
    this.feed =
        new RemoteFeed(
            loop,
            source,
            RemoteOptions.of(tables, options.random()).withReconnect(options.reconnect()));
    this.informers = new SharedInformers(feed);
    this.store = new RemoteStore(feed, writes);
    this.hangUp = hangUp;
    this.watchCertificates =
        () ->
            servers.stream()
                .flatMap(server -> server.certificates().stream())
                .distinct()
                .map(
                    certificates ->
                        CertificateWatch.start(
                            certificates,
                            loop,
                            look -> vertx.executeBlocking(Executors.callable(look)),
                            CertificateWatch.PERIOD))
                .toList();
  }

  /** {@link #swarm(Vertx, String, ClientOptions)} with all kinds, at a socket. */
  public static StoreClient swarm(Vertx vertx, String address) {
    return swarm(vertx, address, ClientOptions.DEFAULT);
  }

  /**
   * A manager of Docker Swarm. Nothing happens before {@link #start}.
   *
   * @param address {@code unix://PATH} of its control socket, which it puts under TLS, or {@code
   *     HOST:PORT}
   * @throws IllegalArgumentException if that is no address, or over TCP without certificates, or if
   *     those cannot be used
   */
  public static StoreClient swarm(Vertx vertx, String address, ClientOptions options) {
    return swarm(vertx, Addresses.ofSwarm(address, options), options);
  }

  /** The same, spoken to as {@code server} says. */
  public static StoreClient swarm(Vertx vertx, Server server, ClientOptions options) {
    List<Table<?>> tables = options.tables().isEmpty() ? SwarmSource.KINDS : options.tables();
    var source = new SwarmSource(vertx, server, tables);
    var writes = new SwarmWrites(vertx, server);
    return new StoreClient(
        vertx,
        List.of(server),
        tables,
        options,
        source,
        writes,
        () -> both(source.close(), writes.close()));
  }

  /** {@link #skep(Vertx, String, ClientOptions)} with SwarmKit's kinds, at a socket. */
  public static StoreClient skep(Vertx vertx, String addresses) {
    return skep(vertx, addresses, ClientOptions.DEFAULT);
  }

  /**
   * A server of this project. Nothing happens before {@link #start}.
   *
   * @param addresses {@code unix://PATH} or {@code HOST:PORT}; of the members of a cluster several,
   *     with commas between them
   * @throws IllegalArgumentException if one is no address, or over TCP without certificates, or if
   *     those cannot be used
   */
  public static StoreClient skep(Vertx vertx, String addresses, ClientOptions options) {
    return skep(vertx, Addresses.of(addresses, options), options);
  }

  /** The same, at members of one cluster, each spoken to as it says. */
  public static StoreClient skep(Vertx vertx, List<Server> servers, ClientOptions options) {
    List<Table<?>> tables = options.tables().isEmpty() ? List.copyOf(Kinds.ALL) : options.tables();
    var source = new SkepSource(vertx, servers, tables);
    var writes = new SkepWrites(vertx, servers);
    return new StoreClient(
        vertx,
        servers,
        tables,
        options,
        source,
        writes,
        () -> both(source.close(), writes.close()));
  }

  private static Future<Void> both(Future<Void> one, Future<Void> other) {
    return Future.join(one, other).mapEmpty();
  }

  /**
   * Connects; completes when the first state can be read, however long the server cannot be reached
   * before. {@link RemoteFeed#onLoss} tells what is in the way. From now on renewed certificates
   * are used, too, from the next connection on.
   */
  public Future<Version> start() {
    synchronized (this) {
      if (watches.isEmpty()) {
        watches = watchCertificates.get();
      }
    }
    return feed.start();
  }

  /** {@link Informers#of(Kind)} of {@link #informers}. */
  public <T> Informer<T> informer(Kind<T> kind) {
    return informers.of(kind);
  }

  /** Live views, shared by those who want the same. */
  public Informers informers() {
    return informers;
  }

  /** What brings the changes: for controllers, and for how the connection is. */
  public RemoteFeed feed() {
    return feed;
  }

  /** To write to, once this has started. */
  public RemoteStore store() {
    return store;
  }

  /** Stops following, and ends all connections. Idempotent. */
  public Future<Void> close() {
    synchronized (this) {
      watches.forEach(CertificateWatch::close);
    }
    return feed.stop().compose(stopped -> hangUp.get());
  }
}
