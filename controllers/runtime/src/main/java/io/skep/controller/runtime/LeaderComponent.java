package io.skep.controller.runtime;

import io.skep.controller.Component;
import io.skep.controller.Start;
import io.skep.controller.lease.Term;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A component that runs only where the lease is held: started for each term when what was started
 * for the last one has stopped. Confined to the manager's loop.
 */
final class LeaderComponent implements LeaderOnly {
  private final String name;
  private final Component component;
  private final Consumer<Throwable> onFailure;

  /** All starts and stops so far, one after the other; never fails. */
  private Future<Void> before = Future.succeededFuture();

  private volatile boolean idle = true;

  LeaderComponent(String name, Component component, Consumer<Throwable> onFailure) {
    this.name = name;
    this.component = component;
    this.onFailure = onFailure;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void elected(Term term) {
    before =
        before.compose(
            stopped -> {
              if (!term.isHeld()) {
                return Future.succeededFuture(); // It took too long to get here.
              }
              idle = false;
              return ComponentPart.call(
                      () -> component.start(new Start(Optional.of(term), onFailure)))
                  .onFailure(
                      cause -> {
                        if (term.isHeld()) {
                          onFailure.accept(cause);
                        }
                      })
                  .otherwiseEmpty();
            });
  }

  @Override
  public Future<Void> lost(Term term) {
    before =
        before.compose(
            started ->
                idle
                    ? Future.succeededFuture()
                    : ComponentPart.call(component::stop)
                        .otherwiseEmpty()
                        .onComplete(stopped -> idle = true));
    return before;
  }

  @Override
  public boolean isIdle() {
    return idle;
  }
}
