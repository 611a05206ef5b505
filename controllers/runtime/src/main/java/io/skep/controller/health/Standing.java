package io.skep.controller.health;

import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;

/** How one part of a process stands. Immutable. */
public sealed interface Standing {
  /** It works. */
  Standing GOOD = new Good();

  /** Of a part that works. */
  record Good() implements Standing {}

  /** It has not worked yet: nobody should rely on the process. */
  record Starting(String why) implements Standing {
    /** Refuses null. */
    public Starting {
      Objects.requireNonNull(why, "why");
    }
  }

  /**
   * It worked, does not follow its source for now, and tries to again; what it knew can be read.
   *
   * @param age how long ago that began
   */
  record Lost(String why, Duration age) implements Standing {
    /** Refuses nulls. */
    public Lost {
      Objects.requireNonNull(why, "why");
      Objects.requireNonNull(age, "age");
    }
  }

  /** It has ended, and will not work again. */
  record Ended(String why) implements Standing {
    /** Refuses null. */
    public Ended {
      Objects.requireNonNull(why, "why");
    }
  }

  /** How {@code informer} stands, each time it is asked. One that is degraded still follows. */
  static Supplier<Standing> of(Informer<?> informer) {
    Objects.requireNonNull(informer, "informer");
    return () -> of(informer.health());
  }

  private static Standing of(Health health) {
    if (health instanceof Health.Starting) {
      return new Starting("the first snapshot has not been shown");
    }
    if (health instanceof Health.Reconnecting reconnecting) {
      return new Lost(
          "reconnecting, tried %d times".formatted(reconnecting.attempts()), reconnecting.age());
    }
    if (health instanceof Health.Lagging lagging) {
      return new Lost("%d versions behind".formatted(lagging.versions()), lagging.age());
    }
    if (health instanceof Health.Failed failed) {
      return new Ended(String.valueOf(failed.cause()));
    }
    if (health instanceof Health.Stopped stopped) {
      return new Ended(String.valueOf(stopped.cause()));
    }
    return GOOD;
  }

  /**
   * How something stands that starts once and may end: a manager with {@code started =
   * manager.start()} and {@code stopped = manager.stopped()}.
   */
  static Supplier<Standing> of(Future<?> started, Future<?> stopped) {
    Objects.requireNonNull(started, "started");
    Objects.requireNonNull(stopped, "stopped");
    return () -> {
      if (stopped.isComplete()) {
        return new Ended(stopped.failed() ? String.valueOf(stopped.cause()) : "it was stopped");
      }
      if (started.failed()) {
        return new Ended(String.valueOf(started.cause()));
      }
      return started.isComplete() ? GOOD : new Starting("it has not started yet");
    };
  }
}
