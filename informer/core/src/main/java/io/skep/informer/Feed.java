package io.skep.informer;

import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * Where changes come from, and the only part that knows: a store in this process, or one elsewhere.
 *
 * <p>A feed brings one sequence of states to all its subscribers: a snapshot, then every later
 * commit, whole and in order, with no gap and no repeat. Only when it fell too far behind does it
 * jump, and says so. Subscribers are called on the feed's loop; {@link #at} may be read anywhere.
 */
public interface Feed {
  /** The loop that the feed and everything fed by it runs on. */
  Loop loop();

  /**
   * Adds a subscriber: it gets the current snapshot if the feed runs, else the first one, and what
   * comes after. Any thread; the subscriber is called on the feed's loop.
   *
   * @param interest which changes it wants; of others it only learns the new state
   */
  Subscription subscribe(Interest interest, Subscriber subscriber);

  /**
   * Starts the feed; the future completes when the first snapshot is published. A second call gives
   * the same future.
   */
  Future<Version> start();

  /**
   * All objects as published last: what subscribers have been told, or are being told. Immutable.
   *
   * @throws IllegalStateException before the first snapshot
   */
  ReadTx at();

  /**
   * Brings the feed forward until it has published {@code version} or a later one. In process it
   * does so at once, a bounded number of commits a turn; elsewhere it waits for the stream.
   *
   * @return the state then published; fails if the feed stops before
   */
  Future<ReadTx> atLeast(Version version);

  /** The newest version that the feed knows of; it may not have published it yet. */
  default Version newest() {
    return at().version();
  }

  /**
   * How often the feed has jumped so far. Whatever came and went inside a jump is in no difference,
   * so who has written something itself looks whether it is still there. On the feed's loop.
   */
  default long jumps() {
    return 0;
  }

  /** How the way to the store is. Within its process it always holds. */
  default Connection connection() {
    return Connection.HOLDS;
  }

  /**
   * Stops the feed: no subscriber is called any more once the future completes. Idempotent. A
   * stopped feed stays so.
   */
  Future<Void> stop();

  /**
   * The way from a store to its feed. Immutable.
   *
   * @param lostSince when it was lost; null while it holds
   * @param attempts how often the feed has tried to have it back since
   * @param reconnects how often it was lost and found again, in all
   */
  record Connection(Instant lostSince, int attempts, long reconnects) {
    /** It holds, and always did. */
    public static final Connection HOLDS = new Connection(null, 0, 0);

    /** What this is once it was lost, or once more not to be had, at {@code now}. */
    public Connection lost(Instant now) {
      return lostSince == null
          ? new Connection(now, 0, reconnects)
          : new Connection(lostSince, attempts + 1, reconnects);
    }

    /** What this is now that it holds. */
    public Connection restored() {
      return lostSince == null ? this : new Connection(null, 0, reconnects + 1);
    }
  }

  /** Hears what a feed brings, on the feed's loop. Must return soon and not throw. */
  interface Subscriber {
    /** The first state. */
    void onSnapshot(ReadTx at);

    /**
     * One commit with something that the subscriber wants.
     *
     * @param commit with the wanted changes, at least one
     * @param at all objects as the commit left them
     */
    void onCommit(Commit commit, ReadTx at);

    /**
     * A jump: commits between the last state and this one were dropped before they could be read.
     *
     * @param difference what changed between the two states, as one commit with the wanted changes,
     *     at least one; of an object that changed several times, only the last state
     */
    void onJump(Commit difference, ReadTx at);

    /**
     * A bookmark: nothing that the subscriber wants has changed since the last state up to this
     * one.
     */
    void onBookmark(ReadTx at);

    /**
     * Nothing more comes: the feed has stopped, or the subscriber threw. The last call.
     *
     * @param cause why; a {@link StoppedException} or {@link io.skep.store.StoreClosedException} if
     *     somebody wanted it, a fault otherwise
     */
    void onEnd(Throwable cause);
  }

  /** A subscriber that wants to know what is, however it came about. */
  interface StateSubscriber extends Subscriber {
    /** The next state, or the first. */
    void onState(ReadTx at);

    @Override
    default void onSnapshot(ReadTx at) {
      onState(at);
    }

    @Override
    default void onCommit(Commit commit, ReadTx at) {
      onState(at);
    }

    @Override
    default void onJump(Commit difference, ReadTx at) {
      onState(at);
    }

    @Override
    default void onBookmark(ReadTx at) {
      onState(at);
    }
  }

  /** One subscriber's place. */
  interface Subscription {
    /**
     * The subscriber is called no more after this returns on the feed's loop. Idempotent, any
     * thread.
     */
    void cancel();
  }
}
