package io.skep.informer.delivery;

import io.skep.informer.Event;
import io.skep.store.Kind;
import io.skep.store.Version;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Every single event, in the order in which they came, up to a limit. */
final class ExactBacklog<T> implements Backlog<T> {
  private final Kind<T> kind;
  private final int limit;
  private final Queue<Event<T>> events = new ArrayDeque<>();

  /** How many events of an object wait, if any. Asked only, never walked. */
  private final Map<String, Integer> byId = new HashMap<>();

  ExactBacklog(Kind<T> kind, int limit) {
    this.kind = kind;
    this.limit = limit;
  }

  @Override
  public int size() {
    return events.size();
  }

  @Override
  public boolean isEmpty() {
    return events.isEmpty();
  }

  @Override
  public boolean has(String id) {
    return byId.containsKey(id);
  }

  @Override
  public boolean add(String id, Event<T> event) {
    if (events.size() >= limit) {
      return false;
    }
    byId.merge(id, 1, Integer::sum);
    return events.add(event);
  }

  @Override
  public Version oldest() {
    return events.element().version();
  }

  @Override
  public Event<T> take() {
    Event<T> event = events.remove();
    // Null from the function removes the entry.
    byId.computeIfPresent(
        kind.id(event.object()), (id, waiting) -> waiting == 1 ? null : waiting - 1);
    return event;
  }

  @Override
  public void clear() {
    events.clear();
    byId.clear();
  }
}
