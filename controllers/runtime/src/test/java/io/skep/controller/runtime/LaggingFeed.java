package io.skep.controller.runtime;

import io.skep.informer.Feed;
import io.skep.store.Commit;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;

/** A feed that brings nothing while it is held, as one from elsewhere might. */
final class LaggingFeed implements Feed {
  private final Feed feed;
  private final ArrayDeque<Runnable> heldBack = new ArrayDeque<>();
  private boolean held;
  private long jumpsWhenHeld;

  /** What it tells of its way to the store. */
  volatile Connection connection = Connection.HOLDS;

  LaggingFeed(Feed feed) {
    this.feed = feed;
  }

  void hold() {
    jumpsWhenHeld = feed.jumps();
    held = true;
  }

  void release() {
    held = false;
    while (!heldBack.isEmpty()) {
      feed.loop().execute(heldBack.remove());
    }
  }

  private void later(Runnable task) {
    if (held || !heldBack.isEmpty()) {
      heldBack.add(task);
    } else {
      task.run();
    }
  }

  @Override
  public Loop loop() {
    return feed.loop();
  }

  @Override
  public Future<Version> start() {
    return feed.start();
  }

  @Override
  public ReadTx at() {
    return feed.at();
  }

  @Override
  public Future<ReadTx> atLeast(Version version) {
    Promise<ReadTx> reached = Promise.promise();
    later(() -> feed.atLeast(version).onComplete(reached));
    return reached.future();
  }

  @Override
  public long jumps() {
    return held ? jumpsWhenHeld : feed.jumps();
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Future<Void> stop() {
    return feed.stop();
  }

  @Override
  public Subscription subscribe(Interest interest, Subscriber subscriber) {
    return feed.subscribe(
        interest,
        new Subscriber() {
          @Override
          public void onSnapshot(ReadTx at) {
            later(() -> subscriber.onSnapshot(at));
          }

          @Override
          public void onCommit(Commit commit, ReadTx at) {
            later(() -> subscriber.onCommit(commit, at));
          }

          @Override
          public void onJump(Commit difference, ReadTx at) {
            later(() -> subscriber.onJump(difference, at));
          }

          @Override
          public void onBookmark(ReadTx at) {
            later(() -> subscriber.onBookmark(at));
          }

          @Override
          public void onEnd(Throwable cause) {
            subscriber.onEnd(cause);
          }
        });
  }
}
