package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.store.Version;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Waiting events that are merged: at most one entry an object, in the order of each entry's oldest
 * change.
 *
 * <p>A change of an object that waits already is merged into what waits: additions and updates into
 * one, an addition and a deletion into nothing. A deletion and a new addition stay two events, but
 * one entry.
 */
final class MergedBacklog<T> implements Backlog<T> {
  /** By id. The order is that of {@link Pending#since}: entries are only added at the end. */
  private final Map<String, Pending<T>> entries = new LinkedHashMap<>();

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  @Override
  public boolean has(String id) {
    return entries.containsKey(id);
  }

  @Override
  public boolean add(String id, Event<T> event) {
    // Null from the function removes the entry.
    entries.merge(id, Pending.of(event), (waiting, next) -> waiting.then(next.event()));
    return true; // There are no more entries than objects.
  }

  @Override
  public Version oldest() {
    return entries.values().iterator().next().since();
  }

  @Override
  public Event<T> take() {
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

  @Override
  public void clear() {
    entries.clear();
  }
}
