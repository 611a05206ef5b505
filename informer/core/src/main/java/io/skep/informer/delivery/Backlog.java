package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.store.Version;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events that wait for one handler: at most one entry an object, in the order of each entry's
 * oldest change. One thread at a time.
 *
 * <p>A change of an object that waits already is merged into what waits: additions and updates into
 * one, an addition and a deletion into nothing. A deletion and a new addition stay two events, but
 * one entry.
 */
final class Backlog<T> {
  /** By id. The order is that of {@link Pending#since}: entries are only added at the end. */
  private final Map<String, Pending<T>> entries = new LinkedHashMap<>();

  /** How many objects have an entry. */
  int size() {
    return entries.size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  void add(String id, Event<T> event) {
    // Null from the function removes the entry.
    entries.merge(id, Pending.of(event), (waiting, next) -> waiting.then(next.event()));
  }

  /** The version of the oldest change that waits; the backlog must not be empty. */
  Version oldest() {
    return entries.values().iterator().next().since();
  }

  /** Takes the next event; the backlog must not be empty. */
  Event<T> take() {
    Iterator<Map.Entry<String, Pending<T>>> first = entries.entrySet().iterator();
    Map.Entry<String, Pending<T>> entry = first.next();
    Pending<T> pending = entry.getValue();
    if (pending.rest() == null) {
      first.remove();
    } else {
      entry.setValue(pending.rest());
    }
    return pending.first();
  }

  void clear() {
    entries.clear();
  }
}
