package io.skep.examples.reconciler;

import io.vertx.core.Future;

/** Something outside of the store that has to hear when a group goes, such as a DNS server. */
interface NameRegistry {
  /** Lets go of {@code name}; succeeds too if it is not held. */
  Future<Void> release(String name);
}
