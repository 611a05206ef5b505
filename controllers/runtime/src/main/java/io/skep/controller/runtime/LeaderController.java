package io.skep.controller.runtime;

import io.skep.controller.lease.Term;
import io.vertx.core.Future;

/** One shard of a controller, as something that works only while its lease is held. */
record LeaderController(Controller<?> controller, int shard) implements LeaderOnly {
  @Override
  public String name() {
    return controller.name();
  }

  @Override
  public void elected(Term term) {
    controller.elected(shard, term);
  }

  @Override
  public Future<Void> lost(Term term) {
    return controller.lost(shard, term);
  }

  @Override
  public boolean isIdle() {
    return controller.isStopped();
  }
}
