package io.skep.store.memory;

import io.skep.api.Node;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;

/** An object that counts in its hostname: each increment depends on the one before it. */
final class Counter {
  static final String ID = "counter";

  private Counter() {}

  static void increment(Tx tx) {
    var counter = tx.get(Kinds.NODE, ID);
    if (counter.isEmpty()) {
      tx.create(Kinds.NODE, Fixtures.node(ID, "1"));
    } else {
      Node.Builder more = counter.get().toBuilder();
      more.getDescriptionBuilder().setHostname(Integer.toString(in(tx) + 1));
      tx.update(Kinds.NODE, more.build());
    }
  }

  /** How far it has counted, once it has begun. */
  static int in(ReadTx state) {
    return Integer.parseInt(state.get(Kinds.NODE, ID).orElseThrow().getDescription().getHostname());
  }
}
