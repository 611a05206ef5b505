package io.skep.manager.daemon;

import io.skep.controller.Component;
import io.skep.controller.Start;
import io.skep.controller.lease.Term;
import io.skep.store.Store;
import io.skep.store.StoreException;
import io.skep.store.Tx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** Writes what controllers expect in a store, wherever a manager begins to lead. */
final class Seeding implements Component {
  private static final long PAUSE_MILLIS = 200;

  private final Store store;
  private final Vertx vertx;
  private final Consumer<Tx> seed;

  /** {@code seed} leaves alone what is there. */
  Seeding(Store store, Vertx vertx, Consumer<Tx> seed) {
    this.store = store;
    this.vertx = vertx;
    this.seed = seed;
  }

  @Override
  public Future<Void> start(Start start) {
    return store
        .update(start.term().map(term -> term.fenced(seed)).orElse(seed))
        .<Void>mapEmpty()
        .recover(
            cause ->
                cause instanceof StoreException fault && fault.isRetryable() && goesOn(start)
                    ? vertx.timer(PAUSE_MILLIS).compose(due -> start(start))
                    : Future.failedFuture(cause));
  }

  private static boolean goesOn(Start start) {
    return start.term().map(Term::isHeld).orElse(true);
  }

  @Override
  public Future<Void> stop() {
    return Future.succeededFuture();
  }
}
