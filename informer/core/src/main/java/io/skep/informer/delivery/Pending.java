package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.store.Version;

/**
 * What one object's handler has yet to hear of it. Immutable.
 *
 * @param gone the deletion to tell first, of an object that is there again; null if none
 * @param event what to tell, or to tell next
 * @param since the version of the oldest change in it
 */
record Pending<T>(Event.Deleted<T> gone, Event<T> event, Version since) {
  static <T> Pending<T> of(Event<T> event) {
    return new Pending<>(null, event, event.version());
  }

  /** What to tell first. */
  Event<T> first() {
    return gone == null ? event : gone;
  }

  /** What is left once the first event is told; null if nothing. */
  Pending<T> rest() {
    return gone == null ? null : new Pending<>(null, event, since);
  }

  /** This and then {@code next}, told as one; null if together they come to nothing. */
  Pending<T> then(Event<T> next) {
    if (event instanceof Event.Deleted<T> deleted) {
      return deletedThen(deleted, next);
    }
    if (next instanceof Event.Updated<T> updated) {
      return new Pending<>(gone, merged(updated), since);
    }
    if (next instanceof Event.Deleted<T> deleted) {
      return presentThen(deleted);
    }
    throw outOfOrder(next);
  }

  private Pending<T> deletedThen(Event.Deleted<T> deleted, Event<T> next) {
    if (next instanceof Event.Added<T>) {
      return new Pending<>(deleted, next, since);
    }
    throw outOfOrder(next);
  }

  private Event<T> merged(Event.Updated<T> next) {
    if (event instanceof Event.Added<T> added) {
      return new Event.Added<>(next.object(), next.version(), next.origin(), added.initial());
    }
    if (event instanceof Event.Updated<T> updated) {
      return new Event.Updated<>(updated.old(), next.object(), next.version(), next.origin());
    }
    throw outOfOrder(next);
  }

  private Pending<T> presentThen(Event.Deleted<T> deleted) {
    if (event instanceof Event.Updated<T>) {
      return new Pending<>(null, deleted, since);
    }
    // The handler never heard of the addition, so there is nothing to take back but that.
    return gone == null ? null : new Pending<>(null, gone, since);
  }

  private IllegalStateException outOfOrder(Event<T> next) {
    return new IllegalStateException(
        "events of one object must follow from each other, but after %s came %s"
            .formatted(event, next));
  }
}
