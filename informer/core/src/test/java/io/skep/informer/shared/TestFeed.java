package io.skep.informer.shared;

import io.skep.informer.Feed;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** A feed over another one, whose way to the store is as a test says. */
final class TestFeed implements Feed {
  private final Feed feed;
  private final List<Subscriber> subscribers = new ArrayList<>();
  Connection connection = Connection.HOLDS;

  /** The newest version that it knows of; null for what the other one knows. */
  Version newest;

  TestFeed(Feed feed) {
    this.feed = feed;
  }

  /** Ends, to its subscribers, by a fault. */
  void fail(Throwable cause) {
    loop().execute(() -> subscribers.forEach(subscriber -> subscriber.onEnd(cause)));
  }

  @Override
  public Loop loop() {
    return feed.loop();
  }

  @Override
  public Subscription subscribe(Interest interest, Subscriber subscriber) {
    subscribers.add(subscriber);
    return feed.subscribe(interest, subscriber);
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
    return feed.atLeast(version);
  }

  @Override
  public Version newest() {
    return newest == null ? feed.newest() : newest;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public Future<Void> stop() {
    return feed.stop();
  }
}
