package io.skep.controller.runtime;

import io.vertx.core.Future;
import java.time.Duration;

/** A controller among the parts of its manager. Any thread. */
final class ControllerPart implements Part {
  private final Controller<?> controller;
  private final Duration syncLimit;
  private volatile boolean synced;

  ControllerPart(Controller<?> controller, Duration syncLimit) {
    this.controller = controller;
    this.syncLimit = syncLimit;
  }

  @Override
  public String name() {
    return controller.name();
  }

  @Override
  public Future<Void> start() {
    return controller.start(syncLimit).onSuccess(done -> synced = true);
  }

  /** No controller is to start another run because something else takes its time to stop. */
  @Override
  public void quiesce() {
    controller.stop();
  }

  @Override
  public Future<Void> stop() {
    return controller.stop();
  }

  @Override
  public boolean isStopped() {
    return controller.isStopped();
  }

  @Override
  public String missing() {
    return synced ? "" : "controller \"%s\" has not been shown every object".formatted(name());
  }
}
