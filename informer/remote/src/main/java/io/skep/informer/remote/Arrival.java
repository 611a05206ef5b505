package io.skep.informer.remote;

import io.skep.informer.Feed;
import io.skep.store.Interest;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** Waits until a feed shows what was written. On the feed's loop. */
final class Arrival implements Feed.StateSubscriber {
  /** As long as a feed waits for a word before it takes the line for dead. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Written.Unnumbered written;
  private final Promise<Version> shown = Promise.promise();

  private Arrival(Written.Unnumbered written) {
    this.written = written;
  }

  /**
   * The version of {@code feed} at which it shows the change; fails with {@link
   * OutcomeUnknownException} if it does not within 30 seconds, as it may then have been undone.
   */
  static Future<Version> of(Feed feed, Written.Unnumbered written) {
    var arrival = new Arrival(written);
    feed.loop().execute(() -> arrival.waitOn(feed));
    return arrival.shown.future();
  }

  private void waitOn(Feed feed) {
    Feed.Subscription subscription = feed.subscribe(Interest.all(), this);
    Loop.Timer limit = feed.loop().after(LIMIT, this::giveUp);
    shown
        .future()
        .onComplete(
            done -> {
              limit.cancel();
              subscription.cancel();
            });
  }

  private void giveUp() {
    shown.tryFail(
        new OutcomeUnknownException(
            Version.ZERO,
            "(%s) was made, but did not show within %s".formatted(written.what(), LIMIT)));
  }

  @Override
  public void onState(ReadTx at) {
    if (written.inCopy().test(at)) {
      shown.tryComplete(at.version());
    }
  }

  @Override
  public void onEnd(Throwable cause) {
    shown.tryFail(cause);
  }
}
