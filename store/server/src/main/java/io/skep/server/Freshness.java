package io.skep.server;

import io.vertx.core.Future;

/**
 * How new what the calls of Control read must be, where the store is one of several that are one.
 * Any thread.
 */
@FunctionalInterface
public interface Freshness {
  /** As this server's store is: perhaps behind the one that leads, never mixed. */
  Freshness LOCAL = Future::succeededFuture;

  /** Done when the store may be read; if it fails, so does the call. */
  Future<Void> reached();
}
