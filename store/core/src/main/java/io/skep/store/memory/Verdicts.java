package io.skep.store.memory;

import io.skep.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/** Decisions that were made under a monitor, to be told outside of it, in the order of making. */
final class Verdicts {
  private final List<Runnable> untold = new ArrayList<>(1);

  void committed(Committer.Decision decision) {
    untold.add(decision::committed);
  }

  void failed(Committer.Decision decision, StoreException cause) {
    untold.add(() -> decision.failed(cause));
  }

  void tell() {
    untold.forEach(Runnable::run);
  }
}
