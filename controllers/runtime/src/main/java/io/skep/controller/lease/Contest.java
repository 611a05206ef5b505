package io.skep.controller.lease;

import io.skep.store.Store;
import io.skep.store.loop.Loop;

/** What decides who leads, and who stands here: a lease in the store, or the log under it. */
public sealed interface Contest permits Candidate, LogLeadership {
  /** Names what is led, in messages and metrics. */
  String lease();

  /** The same about {@code lease}, if a leader of its own can be had for it; else this. */
  Contest about(String lease);

  /** The part of this process, which {@code listener} hears of; not started. */
  Election stand(Loop loop, Store store, LeaderListener listener);
}
