package io.skep.examples.scheduler.remote;

import io.skep.examples.scheduler.revision.Convergence;
import io.skep.examples.scheduler.revision.PortConflicts;
import io.skep.examples.scheduler.revision.StackChange;
import io.skep.examples.scheduler.revision.StackRevision;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.informer.remote.client.ClientOptions;
import io.skep.informer.remote.client.StoreClient;
import io.skep.informer.remote.grpc.Server;
import io.skep.store.IdSource;
import io.skep.store.Origin;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.Tx;
import io.skep.store.loop.Clock;
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
  private final StoreClient client;
  private final Clock clock = Clock.system();
  private final IdSource ids = new IdSource(new SecureRandom());
  private volatile boolean closed;

  /** At {@code servers}, members of one cluster; nothing happens yet. */
  public RemoteDeployment(Vertx vertx, List<Server> servers) {
    this.vertx = vertx;
    client = StoreClient.skep(vertx, servers, ClientOptions.DEFAULT);
  }

  /** Done when all that is stored is known here, however long no manager can be reached before. */
  public Future<Void> connect() {
    return client.start().mapEmpty();
  }

  /**
   * Makes the stored objects those of {@code stack}, as soon as a manager takes it, or not at all
   * once this is closed.
   *
   * @return what that has changed; fails with {@link
   *     io.skep.examples.scheduler.revision.RefusedException} if it cannot be, and nothing is
   */
  public Future<StackChange> apply(Stack stack) {
    return client
        .store()
        .compute(ORIGIN, tx -> apply(tx, stack))
        .compose(done -> client.feed().atLeast(done.version()).map(shown -> done.value()))
        .recover(
            failure ->
                isWorthAnotherTry(failure) ? pause().compose(over -> apply(stack)) : fail(failure));
  }

  private StackChange apply(Tx tx, Stack stack) {
    StackChange change = StackRevision.apply(tx, stack, ids, clock.instant());
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
   * What became of a stack.
   *
   * @param lacking what does not run as asked for, in phrases; nothing if it all does
   * @param after how long that took
   */
  public record Outcome(List<String> lacking, Duration after) {}

  /** Waits until everything runs as asked for, for {@code limit} or until this is closed. */
  public Future<Outcome> converge(Duration limit) {
    return converge(limit, clock.nanoTime());
  }

  private Future<Outcome> converge(Duration limit, long startNanos) {
    List<String> lacking = Convergence.lackingIn(client.feed().at());
    Duration passed = Duration.ofNanos(clock.nanoTime() - startNanos);
    return lacking.isEmpty() || passed.compareTo(limit) > 0 || closed
        ? Future.succeededFuture(new Outcome(lacking, passed))
        : pause().compose(over -> converge(limit, startNanos));
  }

  /** Why no manager can be reached, whenever that is so. */
  public void onLoss(java.util.function.Consumer<? super Throwable> listener) {
    client.feed().onLoss(listener);
  }

  /** Tries nothing any more, and ends all connections. */
  @Override
  public void close() {
    closed = true;
    client.close();
  }
}
