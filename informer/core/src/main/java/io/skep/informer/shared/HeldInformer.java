package io.skep.informer.shared;

import io.skep.informer.EventHandler;
import io.skep.informer.HandlerOptions;
import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.skep.informer.Reader;
import io.skep.informer.Registration;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** One user's hold on an informer. Any thread. */
final class HeldInformer<T> implements Informer<T> {
  private final SharedInformer<T> shared;
  private final Predicate<SharedInformer<?>> release;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Promise<Void> closing = Promise.promise();

  /**
   * A hold that is counted already.
   *
   * @param release gives it back; true if it was the last
   */
  HeldInformer(SharedInformer<T> shared, Predicate<SharedInformer<?>> release) {
    this.shared = shared;
    this.release = release;
  }

  @Override
  public Kind<T> kind() {
    return shared.lens().kind();
  }

  @Override
  public Future<Void> addIndex(Index<? super T, ?> index) {
    Objects.requireNonNull(index, "index");
    return closed.get() ? Future.failedFuture(givenBack()) : shared.addIndex(index);
  }

  @Override
  public Future<Registration> addHandler(EventHandler<? super T> handler, HandlerOptions options) {
    Objects.requireNonNull(options, "options");
    return closed.get()
        ? Future.failedFuture(givenBack())
        : shared.addHandler(handler, options, this).map(delivery -> delivery);
  }

  private IllegalStateException givenBack() {
    return new IllegalStateException(
        "this hold on the informer of kind %s was closed; ask for a new one"
            .formatted(kind().name()));
  }

  @Override
  public Future<Version> synced() {
    return Answer.of(shared.synced());
  }

  @Override
  public Reader<T> reader() {
    Reader<T> reader = shared.published();
    if (reader == null) {
      throw new IllegalStateException(
          "the informer of kind %s has no snapshot yet; wait for synced() (its feed may not be started)"
              .formatted(kind().name()));
    }
    return reader;
  }

  @Override
  public Future<Reader<T>> atLeast(Version version, Duration timeout) {
    Objects.requireNonNull(version, "version");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative but is " + timeout);
    }
    Reader<T> reader = shared.published();
    return reader != null && !version.isAfter(reader.version())
        ? Future.succeededFuture(reader)
        : shared.atLeast(version, timeout);
  }

  @Override
  public Version version() {
    return shared.version();
  }

  @Override
  public Health health() {
    return shared.health();
  }

  @Override
  public Future<Void> close() {
    if (closed.compareAndSet(false, true)) {
      shared.leave(this, release.test(shared)).onComplete(closing);
    }
    return Answer.of(closing.future());
  }
}
