package io.skep.simulation.check;

import io.skep.api.Node;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A store, its history, and what the checks have reported. */
final class Setting {
  final VirtualClock clock = new VirtualClock(1);
  final Loop loop = clock.loop("test");
  final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(1)));
  final History history = new History(store, clock.loop("history"));
  final List<String> reported = new ArrayList<>();

  Violations violations() {
    return (rule, details) -> reported.add(rule + ": " + details);
  }

  /** Creates a node, or changes it if it is there. */
  Version write(String id) {
    return store
        .update(
            tx ->
                tx.get(Kinds.NODE, id)
                    .ifPresentOrElse(
                        node -> tx.update(Kinds.NODE, touched(node)),
                        () -> tx.create(Kinds.NODE, Node.newBuilder().setId(id).build())))
        .result();
  }

  private static Node touched(Node node) {
    Node.Builder changed = node.toBuilder();
    changed
        .getSpecBuilder()
        .getAnnotationsBuilder()
        .putLabels("touched", Long.toString(node.getMeta().getVersion().getIndex()));
    return changed.build();
  }
}
