package io.skep.store.index;

import java.util.Objects;

/**
 * A map that was published at a moment, and asks the {@link Latest} values before it walks. It
 * answers as the map does. Immutable; any thread.
 *
 * @param <V> the values; never null
 */
public final class PublishedMap<V extends Dated> extends OrderedMap<V> {
  private final PersistentMap<V> map;
  private final Latest<V> latest;
  private final long moment;

  /**
   * {@code map} as it was published at {@code moment}, all of which {@code latest} has been told.
   */
  public PublishedMap(PersistentMap<V> map, Latest<V> latest, long moment) {
    this.map = Objects.requireNonNull(map, "map");
    this.latest = Objects.requireNonNull(latest, "latest");
    this.moment = moment;
  }

  @Override
  Object root() {
    return map.root();
  }

  @Override
  public V get(String key) {
    V value = latest.get(key, moment);
    return value == null ? super.get(key) : value;
  }

  @Override
  public V ofText(String text) {
    V value = latest.get(text, moment); // Whose keys are ASCII, that is their own texts.
    return value == null ? super.ofText(text) : value;
  }
}
