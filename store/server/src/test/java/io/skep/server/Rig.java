package io.skep.server;

import com.google.protobuf.Message;
import io.skep.server.listen.Listener;
import io.skep.server.listen.ServerOptions;
import io.skep.server.listen.StoreServer;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A store, a server of it on a socket in the file system, and a client of that server. */
public final class Rig implements AutoCloseable {
  /** The stamps of this server. */
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final long PATIENCE_SECONDS = 120;

  private final Vertx vertx = Vertx.vertx();
  private final MemoryStore store;
  private final StoreServer server;
  private final Path folder;
  private final Client client;

  private Rig(UnaryOperator<ServerOptions> options, UnaryOperator<MemoryStoreOptions> kept) {
    try {
      folder = Files.createTempDirectory("skep");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    store = new MemoryStore(kept.apply(MemoryStoreOptions.of(Kinds.ALL).withRandom(new Random(7))));
    Path socket = folder.resolve("c.sock");
    var cluster =
        ClusterServices.alone().withClock(() -> NOW).withRandom(new Random(11)).withNodeId("here");
    server =
        new StoreServer(
            vertx,
            store,
            options.apply(ServerOptions.at(Listener.unix(socket)).withCluster(cluster)));
    await(server.start());
    client = new Client(vertx, SocketAddress.domainSocketAddress(socket.toString()));
  }

  /** With everything as usual. */
  public static Rig open() {
    return open(options -> options);
  }

  /** With a server of other options. */
  public static Rig open(UnaryOperator<ServerOptions> options) {
    return new Rig(options, kept -> kept);
  }

  /** With a server and a store of other options. */
  public static Rig open(
      UnaryOperator<ServerOptions> options, UnaryOperator<MemoryStoreOptions> kept) {
    return new Rig(options, kept);
  }

  /** The store. */
  public MemoryStore store() {
    return store;
  }

  /** The server. */
  public StoreServer server() {
    return server;
  }

  /** The client. */
  public Client client() {
    return client;
  }

  /** Another client, on connections of its own. */
  public Client newClient() {
    return new Client(
        vertx, SocketAddress.domainSocketAddress(folder.resolve("c.sock").toString()));
  }

  /** Where the client's event loops are. */
  public Vertx vertx() {
    return vertx;
  }

  /** A folder for files. */
  public Path folder() {
    return folder;
  }

  /** What Control answers. */
  public <R extends Message> R control(String rpc, Message request, R answer) {
    return await(client.call("Control", rpc, request, answer));
  }

  /** Why Control refuses: code and text. */
  public Refusal refused(String rpc, Message request) {
    return refusal(client.call("Control", rpc, request, request));
  }

  /** What {@code body} returns, once it is committed. */
  public <R> R write(Function<Tx, R> body) {
    return await(store.compute(io.skep.store.Origin.NONE, body)).value();
  }

  /** What {@code future} is completed with. */
  public static <R> R await(Future<R> future) {
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

  /** Why {@code call} was refused. */
  public static Refusal refusal(Future<?> call) {
    Throwable failure = await(call.<Throwable>map(answer -> null).otherwise(refused -> refused));
    if (failure instanceof Refusal.Received refused) {
      return refused.refusal();
    }
    throw new AssertionError("not refused: " + failure, failure);
  }

  @Override
  public void close() {
    await(server.stop());
    store.close();
    await(vertx.close());
    try {
      try (var left = Files.list(folder)) {
        for (Path file : left.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
