package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.store.Version;

/** The events that wait for one handler. One thread at a time. */
sealed interface Backlog<T> permits MergedBacklog, ExactBacklog {
  /** How much waits; bounded. */
  int size();

  boolean isEmpty();

  /** Whether an event of the object with {@code id} waits. */
  boolean has(String id);

  /** Adds an event of the object with {@code id}; false if there is no room. */
  boolean add(String id, Event<T> event);

  /** The version of the oldest change that waits; the backlog must not be empty. */
  Version oldest();

  /** Takes the next event; the backlog must not be empty. */
  Event<T> take();

  void clear();
}
