package io.skep.informer;

import io.skep.store.Origin;
import io.skep.store.Version;

/**
 * What happened to one object. Immutable.
 *
 * @param <T> the object
 */
public sealed interface Event<T> {
  /**
   * An object is there.
   *
   * @param initial whether it was there already when the handler started, rather than just created
   */
  record Added<T>(T object, Version version, Origin origin, boolean initial) implements Event<T> {}

  /**
   * An object changed; of several changes that waited together, {@code old} is before the first.
   *
   * @param resync whether nothing changed, and the handler is told of the object again because it
   *     {@linkplain HandlerOptions#withResync asked for that}
   */
  record Updated<T>(T old, T object, Version version, Origin origin, boolean resync)
      implements Event<T> {
    /** A change. */
    public Updated(T old, T object, Version version, Origin origin) {
      this(old, object, version, origin, false);
    }
  }

  /**
   * An object is gone.
   *
   * @param object the last state known
   * @param version the version that removed it, or at which it was found missing
   * @param finalStateUnknown whether changes of it were missed before it vanished
   */
  record Deleted<T>(T object, Version version, Origin origin, boolean finalStateUnknown)
      implements Event<T> {}

  /** The newest state; of a deleted object, the last one known. */
  T object();

  /** The version of the change, or of the snapshot that showed it. */
  Version version();

  /** Who wrote the change; of several that waited together, the last. */
  Origin origin();
}
