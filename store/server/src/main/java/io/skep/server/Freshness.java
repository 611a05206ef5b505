package io.skep.server;

import io.vertx.core.Future;

/** Makes a store that is one of several as new as the others. Any thread. */
@FunctionalInterface
public interface Freshness {
  /** Of a store that is alone: there is nothing newer. */
  Freshness ALONE = Future::succeededFuture;

  /**
   * Done when the store holds all that anybody was told before this call; if it fails, so does the
   * call that reads.
   */
  Future<Void> newest();
}
