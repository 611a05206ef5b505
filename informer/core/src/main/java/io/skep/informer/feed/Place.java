package io.skep.informer.feed;

import io.skep.informer.Feed;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscriber's place at a feed: gives it what it wants, and keeps its faults away from the
 * others. Confined to the feed's loop but for {@link #cancel}.
 */
final class Place implements Feed.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Place.class);

  private final Interest interest;
  private final Feed.Subscriber subscriber;
  private final Consumer<Place> onGone;
  private volatile boolean gone;

  /**
   * A place that is not taken yet.
   *
   * @param onGone called, anywhere, when the place is free again
   */
  Place(Interest interest, Feed.Subscriber subscriber, Consumer<Place> onGone) {
    this.interest = Objects.requireNonNull(interest, "interest");
    this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    this.onGone = onGone;
  }

  Interest interest() {
    return interest;
  }

  boolean isGone() {
    return gone;
  }

  void snapshot(ReadTx at) {
    call(() -> subscriber.onSnapshot(at));
  }

  void commit(Commit commit, ReadTx at) {
    select(commit, at, subscriber::onCommit);
  }

  void jump(Commit difference, ReadTx at) {
    select(difference, at, subscriber::onJump);
  }

  private void select(Commit commit, ReadTx at, BiConsumer<Commit, ReadTx> tell) {
    call(
        () ->
            interest
                .select(commit)
                .filter(wanted -> !wanted.changes().isEmpty())
                .ifPresentOrElse(
                    wanted -> tell.accept(wanted, at), () -> subscriber.onBookmark(at)));
  }

  void bookmark(ReadTx at) {
    call(() -> subscriber.onBookmark(at));
  }

  void end(Throwable cause) {
    if (gone) {
      return;
    }
    cancel();
    try {
      subscriber.onEnd(cause);
    } catch (RuntimeException e) {
      LOG.error("a subscriber of the feed threw when it was told of the end ({})", cause, e);
    }
  }

  @Override
  public void cancel() {
    gone = true;
    onGone.accept(this);
  }

  /** A subscriber that throws may have missed something, so it gets no more. */
  private void call(Runnable call) {
    if (gone) {
      return;
    }
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("a subscriber of the feed threw and is told nothing more", e);
      end(e);
    }
  }
}
