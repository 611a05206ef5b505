package io.skep.examples.scheduler.remote;

import io.skep.examples.scheduler.revision.Convergence;
import io.skep.examples.scheduler.revision.PortConflicts;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.revision.StackRevision;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.informer.remote.RemoteFeed;
import io.skep.informer.remote.RemoteOptions;
import io.skep.informer.remote.RemoteStore;
import io.skep.informer.remote.grpc.Server;
import io.skep.informer.remote.grpc.SkepSource;
import io.skep.informer.remote.grpc.SkepWrites;
import io.skep.store.IdSource;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VertxLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Puts a stack into the store of managers in other processes, whose controllers bring it about, and
 * looks what becomes of it. Managers of one cluster may come and go meanwhile. Any thread.
 */
public final class RemoteDeployment implements AutoCloseable {
  private static final Origin ORIGIN = Origin.of("deploy");
  private static final long LOOK_MILLIS = 100;

  private final Vertx vertx;
  private final VertxLoop loop;
  private final RemoteFeed feed;
  private final SkepWrites writes;
  private final Store store;
  private final IdSource ids = new IdSource(new SecureRandom());
  private volatile boolean closed;

  /** At {@code servers}, members of one cluster; nothing happens yet. */
  public RemoteDeployment(Vertx vertx, List<Server> servers) {
    this.vertx = vertx;
    loop = VertxLoop.on(vertx);
    feed =
        new RemoteFeed(
            loop,
            new SkepSource(vertx, servers, Kinds.ALL),
            RemoteOptions.of(Kinds.ALL, new SecureRandom()));
    writes = new SkepWrites(vertx, servers);
    store = new RemoteStore(feed, writes);
  }

  /** Done when all that is stored is known here, however long no manager can be reached before. */
  public Future<Void> connect() {
    return feed.start().mapEmpty();
  }

  /**
   * Makes the stored objects those of {@code stack}, as soon as a manager takes it, or not at all
   * once this is closed.
   *
   * @return what that has changed; fails with {@link
   *     io.skep.examples.scheduler.revision.RefusedException} if it cannot be, and nothing is
   */
  public Future<StackChange> apply(Stack stack) {
    return store
        .compute(ORIGIN, tx -> apply(tx, stack))
        .compose(done -> feed.atLeast(done.version()).map(shown -> done.value()))
        .recover(
            failure ->
                isWorthAnotherTry(failure) ? pause().compose(over -> apply(stack)) : fail(failure));
  }

  private StackChange apply(Tx tx, Stack stack) {
    StackChange change = StackRevision.apply(tx, stack, ids, loop.clock().instant());
    PortConflicts.check(tx);
    return change;
  }

  /**
   * What may have taken effect is planned anew, too: then nothing is left to be done, or what is
   * planned on an old state is refused, as the names are taken.
   */
  private boolean isWorthAnotherTry(Throwable failure) {
    return !closed
        && (failure instanceof ProposalRefusedException
            || failure instanceof OutcomeUnknownException);
  }

  private static <R> Future<R> fail(Throwable failure) {
    return Future.failedFuture(failure);
  }

  private Future<Void> pause() {
    return vertx.timer(LOOK_MILLIS, TimeUnit.MILLISECONDS).mapEmpty();
  }

  /**
   * Waits until everything runs as asked for.
   *
   * @return what is lacking after {@code limit}, or when this is closed, in phrases; nothing if it
   *     all runs
   */
  public Future<List<String>> converge(Duration limit) {
    List<String> lacking = Convergence.lackingIn(feed.at());
    if (lacking.isEmpty() || limit.isNegative() || closed) {
      return Future.succeededFuture(lacking);
    }
    return pause().compose(over -> converge(limit.minusMillis(LOOK_MILLIS)));
  }

  /** Why no manager can be reached, whenever that is so. */
  public void onLoss(java.util.function.Consumer<? super Throwable> listener) {
    feed.onLoss(listener);
  }

  /** Tries nothing any more, and ends all connections. */
  @Override
  public void close() {
    closed = true;
    feed.stop();
    writes.close();
  }
}
