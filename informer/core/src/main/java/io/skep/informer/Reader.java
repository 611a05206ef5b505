package io.skep.informer;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Version;
import java.util.List;
import java.util.Optional;

/**
 * One kind at one moment: objects and indexes of the same version. Immutable; any thread; lists are
 * in id order and unmodifiable.
 *
 * @param <T> the objects
 */
public interface Reader<T> {
  /** The version at which the objects stand so. */
  Version version();

  /** The object with {@code id}, if there is one. */
  Optional<T> get(String id);

  /** All objects. */
  List<T> list();

  /** How many objects there are. */
  int count();

  /**
   * The objects that {@code index} holds under {@code value}.
   *
   * @throws IllegalArgumentException if neither the informer nor its kind has this index
   */
  <V> List<T> by(Index<? super T, V> index, V value);

  /**
   * The objects that {@code index} holds under any of {@code values}, value by value, each object
   * at its first place.
   *
   * @throws IllegalArgumentException if neither the informer nor its kind has this index
   */
  <V> List<T> byAny(Index<? super T, V> index, List<? extends V> values);

  /**
   * The objects that {@code index} holds under a text that starts with {@code prefix}, by that
   * text, then by id.
   *
   * @throws IllegalArgumentException if neither the informer nor its kind has this index
   */
  List<T> byPrefix(Index<? super T, String> index, String prefix);

  /**
   * The objects that any of the kind's own selectors finds.
   *
   * @throws io.skep.store.InvalidSelectorException if the kind has no such index
   */
  List<T> find(By<T> by);

  /**
   * A page of the list: up to {@code limit} objects whose id comes after {@code after}. Pages cut
   * from one reader fit together whatever is written meanwhile.
   *
   * @param after the last id of the page before; empty for the first page
   */
  List<T> page(String after, int limit);
}
