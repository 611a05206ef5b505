package io.skep.examples.attach;

import io.skep.examples.attach.ClusterOptions.Way;
import io.skep.informer.Informers;
import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A live copy of the nodes, services and tasks of a cluster. Any thread but an event loop's. */
final class Cluster implements AutoCloseable {
  private static final ClientOptions SHOWN =
      ClientOptions.DEFAULT.withTables(Kinds.NODE, Kinds.SERVICE, Kinds.TASK);
  private static final long PATIENCE_SECONDS = 30;

  private final Vertx vertx = Vertx.vertx();
  private final Server server;
  private final Promise<Version> ready = Promise.promise();
  private final StoreClient client;
  private volatile Failure loss;

  private Cluster(Way way) {
    server = way.server();
    client = way.dialect().client(vertx, server, SHOWN);
    client.feed().onLoss(this::lost);
    client.start().onSuccess(ready::tryComplete);
  }

  private void lost(Throwable reason) {
    loss = Failure.of(server, reason);
    ready.tryFail(loss);
  }

  /**
   * Attaches in the first of {@code ways} that works, and waits until everything is there.
   *
   * @throws Failure if none works
   */
  static Cluster attach(List<Way> ways) {
    Failure worst = null;
    for (Way way : ways) {
      var cluster = new Cluster(way);
      try {
        cluster.await(cluster.ready.future());
        return cluster;
      } catch (Failure failure) {
        cluster.close();
        if (!failure.isMisunderstanding()) {
          throw failure;
        }
        worst = worst == null || failure.isAnswer() ? failure : worst;
      }
    }
    throw worst;
  }

  /** All objects now. */
  ReadTx at() {
    return client.feed().at();
  }

  /** Live views, for who wants to hear of changes. */
  Informers informers() {
    return client.informers();
  }

  /** Why the manager cannot be reached now; empty if it can. The feed tries again by itself. */
  Optional<String> loss() {
    return client.feed().connection().lostSince() == null
        ? Optional.empty()
        : Optional.ofNullable(loss).map(Failure::getMessage);
  }

  @Override
  public void close() {
    client.close().eventually(vertx::close);
  }

  /** What {@code future} brings. */
  <R> R await(Future<R> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Failure known ? known : Failure.of(server, e.getCause());
    } catch (TimeoutException e) {
      var silence = new TimeoutException("no answer within %d s".formatted(PATIENCE_SECONDS));
      throw Failure.of(server, silence);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(server, e);
    }
  }
}
