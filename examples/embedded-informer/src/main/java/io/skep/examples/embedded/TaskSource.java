package io.skep.examples.embedded;

import io.skep.informer.Feed;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.remote.client.StoreClient;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Where the tasks come from.
 *
 * @param feed brings them
 * @param start begins; done when the first state can be read
 * @param stop ends, with all connections
 */
record TaskSource(Feed feed, Supplier<Future<Version>> start, Supplier<Future<Void>> stop) {
  /** A store in this process, on {@code loop}. */
  static TaskSource of(Store store, Loop loop) {
    var feed = new StoreFeed(store, loop);
    return new TaskSource(feed, feed::start, feed::stop);
  }

  /** A store in another process. A client that is started looks for renewed certificates, too. */
  static TaskSource of(StoreClient client) {
    return new TaskSource(client.feed(), client::start, client::close);
  }
}
