package io.skep.controller.runtime;

import io.skep.controller.Component;
import io.skep.controller.Start;
import io.skep.store.loop.Answer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A component that every replica runs. Confined to the manager's loop. */
final class ComponentPart implements Part {
  private final String name;
  private final Component component;
  private final Supplier<Future<Void>> needs;
  private final Consumer<Throwable> onFailure;
  private final Promise<Void> stopped = Promise.promise();
  private Future<Void> started;
  private boolean stopAsked;
  private volatile boolean up;

  /** {@code needs} is asked at the start, and waited for before the component starts. */
  ComponentPart(
      String name,
      Component component,
      Supplier<Future<Void>> needs,
      Consumer<Throwable> onFailure) {
    this.name = name;
    this.component = component;
    this.needs = needs;
    this.onFailure = onFailure;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Void> start() {
    return Answer.of(needs.get())
        .compose(
            ready -> {
              if (stopAsked) {
                return Future.succeededFuture();
              }
              started = call(() -> component.start(new Start(Optional.empty(), onFailure)));
              return started.onSuccess(done -> up = !stopAsked);
            });
  }

  @Override
  public Future<Void> stop() {
    if (!stopAsked) {
      stopAsked = true;
      up = false;
      Future<Void> end =
          started == null
              ? Future.succeededFuture()
              : started.transform(any -> call(component::stop));
      end.onComplete(any -> stopped.complete());
    }
    return stopped.future();
  }

  /** What {@code call} gives, on the calling loop; what it throws is a failure like any other. */
  static Future<Void> call(Supplier<Future<Void>> call) {
    try {
      return Answer.of(call.get());
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  @Override
  public boolean isStopped() {
    return stopped.future().isComplete();
  }

  @Override
  public String missing() {
    return up ? "" : "\"%s\" has not started".formatted(name);
  }
}
