package io.skep.controller.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A map of bounded size: a new entry takes the place of the one that was used least recently.
 *
 * <p>Whether an event is counted or becomes a new record depends on what is still in here, so what
 * goes must follow from what was told and from nothing else. That is why this is the JDK's map in
 * access order and not a cache that decides by sampled frequencies, in its own time.
 */
final class LruMap<K, V> {
  private final int limit;
  private final Consumer<V> onEvicted;
  private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** {@code onEvicted} is told of what had to go for a new entry. */
  LruMap(int limit, Consumer<V> onEvicted) {
    this.limit = limit;
    this.onEvicted = onEvicted;
  }

  /** The value of {@code key}, used now; null if there is none. */
  V get(K key) {
    return entries.get(key);
  }

  /** The value of {@code key}, used now; a new one if there is none. */
  V get(K key, Function<? super K, ? extends V> make) {
    V value = entries.get(key);
    if (value == null) {
      value = make.apply(key);
      put(key, value);
    }
    return value;
  }

  /** Adds a value for a key that has none. */
  void put(K key, V value) {
    if (entries.size() >= limit) {
      onEvicted.accept(removeEldest());
    }
    entries.put(key, value);
  }

  /** The value that was used least recently; null if there is none. */
  V eldest() {
    return entries.isEmpty() ? null : entries.values().iterator().next();
  }

  /** Removes that value. There must be one. */
  V removeEldest() {
    var eldest = entries.entrySet().iterator();
    V value = eldest.next().getValue();
    eldest.remove();
    return value;
  }

  int size() {
    return entries.size();
  }
}
