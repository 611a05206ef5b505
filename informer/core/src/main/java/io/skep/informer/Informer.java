package io.skep.informer;

import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.Version;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * A live, indexed view of one kind. Reads are local, from one immutable snapshot, and never block.
 *
 * <p>What readers see of an object is a subsequence of its states, in order; the changes of one
 * commit show together. The readable state changes before any handler hears of it. Any thread.
 *
 * @param <T> the objects
 */
public interface Informer<T> {
  /** The kind of the objects. */
  Kind<T> kind();

  /**
   * Adds an index, before or after the start. Objects that are there are indexed before the future
   * completes.
   *
   * @return fails with {@link IllegalArgumentException} if the informer has another index of that
   *     name, with {@link IllegalStateException} if it is stopped
   */
  Future<Void> addIndex(Index<? super T, ?> index);

  /**
   * Adds a handler, before or after the start: it gets an {@link Event.Added} with {@code initial}
   * set for every object that is there, then every later change. It runs on the caller's loop, or
   * on the feed's if the caller has none.
   *
   * @return fails with {@link IllegalStateException} if the informer is stopped
   */
  default Future<Registration> addHandler(EventHandler<? super T> handler) {
    return addHandler(handler, HandlerOptions.DEFAULT);
  }

  /** Adds a handler that is told of changes as {@code options} say; else as the other one does. */
  Future<Registration> addHandler(EventHandler<? super T> handler, HandlerOptions options);

  /**
   * Completes with the version of the first snapshot once readers see it, and at once if they do.
   * Fails if the informer stops before.
   */
  Future<Version> synced();

  /**
   * The objects and indexes as they are now.
   *
   * @throws IllegalStateException before {@link #synced}
   */
  Reader<T> reader();

  /**
   * A reader that shows {@code version} or a later one, for who was told that version elsewhere: at
   * once if the informer has come to it, else as soon as it does.
   *
   * @param timeout how long to wait at most; zero for not at all
   * @return fails with {@link StaleReadException} if the time is over first or 10,000 readers wait
   *     already, and with its cause if the informer stops
   */
  Future<Reader<T>> atLeast(Version version, Duration timeout);

  /**
   * The version up to which the readable state is complete; rises with every commit of the store.
   */
  Version version();

  /** How the informer is; see {@link Health}. */
  Health health();

  /**
   * Gives this user's hold on the informer back, and closes the handlers that were added through
   * it. When nobody holds the informer any more it stops: the feed first, then waiting events are
   * dropped, then handlers' calls end. Idempotent; may be called from inside a handler.
   *
   * @return completes when no handler that was added through this hold runs or will run
   */
  Future<Void> close();
}
