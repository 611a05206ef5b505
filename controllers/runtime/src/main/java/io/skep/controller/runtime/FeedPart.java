package io.skep.controller.runtime;

import io.skep.controller.health.Standing;
import io.skep.informer.Feed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/**
 * A feed among the parts of a manager. It is only asked to start: who needs its first snapshot
 * waits for that, within a limit of its own, and says so if it does not come. Any thread.
 */
final class FeedPart implements Part {
  private final Feed feed;
  private volatile boolean published;
  private volatile boolean stopped;

  FeedPart(Feed feed) {
    this.feed = feed;
  }

  @Override
  public String name() {
    return "feed on " + feed.loop();
  }

  @Override
  public Future<Void> start() {
    feed.start().onSuccess(version -> published = true);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    return feed.stop().onComplete(done -> stopped = true);
  }

  @Override
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public Optional<Standing.Lost> lost() {
    Feed.Connection connection = feed.connection();
    return Optional.ofNullable(connection.lostSince())
        .map(
            since ->
                new Standing.Lost(
                    "the %s has lost its store and tried %d times to have it back"
                        .formatted(name(), connection.attempts()),
                    Duration.between(since, feed.loop().clock().instant())));
  }

  @Override
  public String missing() {
    return published ? "" : "the %s has brought no snapshot".formatted(name());
  }
}
