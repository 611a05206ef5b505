package io.skep.informer.remote;

import io.skep.api.Annotations;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SwarmSource;
import io.skep.server.ServerLimits;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VertxLoop;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A store behind a server, a line to it that can be cut, and a feed at the other end. */
final class Rig implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 120;
  private static final ReconnectPolicy QUICK =
      new ReconnectPolicy(Duration.ofMillis(1), Duration.ofMillis(8), Duration.ofMinutes(2));

  final Vertx vertx = Vertx.vertx();
  final MemoryStore store;
  final StoreServer server;
  final Wire wire;
  final Loop loop = VertxLoop.of(vertx.getOrCreateContext());

  Rig(LogBounds log, ServerLimits limits) {
    store =
        new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(7)).withLog(log));
    server =
        new StoreServer(
            vertx, store, ServerOptions.at(Listener.plainTcp("127.0.0.1", 0)).withLimits(limits));
    await(server.start());
    wire = Wire.to(vertx, server.ports().get(0));
  }

  static Rig open() {
    return new Rig(LogBounds.DEFAULT, ServerLimits.DEFAULT);
  }

  /** A feed of all tables. */
  RemoteFeed feed() {
    return feed(Kinds.ALL);
  }

  RemoteFeed feed(List<Table<?>> tables) {
    return new RemoteFeed(
        loop,
        new SkepSource(vertx, server(), tables),
        RemoteOptions.of(tables, new Random(3)).withReconnect(QUICK));
  }

  /** A feed in SwarmKit's dialect. */
  RemoteFeed swarmFeed() {
    return swarmFeed(SwarmSource.KINDS);
  }

  RemoteFeed swarmFeed(List<Table<?>> tables) {
    return new RemoteFeed(
        loop,
        new SwarmSource(vertx, server(), tables),
        RemoteOptions.of(tables, new Random(3)).withReconnect(QUICK));
  }

  Server server() {
    return Server.tcp("127.0.0.1", wire.port());
  }

  /** Commits. */
  Version write(Consumer<? super Tx> body) {
    return await(store.update(body));
  }

  static Service service(String id, String label) {
    return Service.newBuilder()
        .setId(id)
        .setSpec(
            ServiceSpec.newBuilder()
                .setAnnotations(
                    Annotations.newBuilder().setName("name-" + id).putLabels("l", label)))
        .build();
  }

  /** One that Control takes, too. */
  static Service runnable(String id, String label) {
    Service.Builder service = service(id, label).toBuilder();
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("image");
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(1);
    return service.build();
  }

  static void relabel(Tx tx, String id, String label) {
    Service old = tx.get(Kinds.SERVICE, id).orElseThrow();
    Service.Builder relabelled = old.toBuilder();
    relabelled.getSpecBuilder().getAnnotationsBuilder().putLabels("l", label);
    tx.update(Kinds.SERVICE, relabelled.build());
  }

  /** All objects by table. */
  static Map<String, List<?>> objects(ReadTx at) {
    Map<String, List<?>> all = new LinkedHashMap<>();
    Kinds.ALL.forEach(table -> all.put(table.name(), at.list(table)));
    return all;
  }

  /** Completes once a state that {@code feed} publishes is as wanted. */
  static Future<ReadTx> until(RemoteFeed feed, Predicate<ReadTx> wanted) {
    var seen = new States(wanted);
    feed.subscribe(Interest.all(), seen);
    return seen.met();
  }

  static <R> R await(Future<R> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("no answer after " + PATIENCE_SECONDS + " s", e);
    }
  }

  @Override
  public void close() {
    await(wire.close());
    await(server.stop());
    store.close();
    await(vertx.close());
  }
}
