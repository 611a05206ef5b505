package io.skep.informer;

import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.ReadTx;
import io.skep.store.Table;
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

  /** All objects of the store, of which this shows one kind. */
  ReadTx at();

  /**
   * What this reader would show after {@code changes}, in its indexes too. This one stays as it is.
   *
   * @param changes from {@link #at} to {@code newer}, of any kinds
   */
  Reader<T> laidOver(List<Change<?>> changes, ReadTx newer);

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
   * The objects that {@code index} holds under a value from {@code from} to before {@code to}, in
   * the order of the values, then by id.
   *
   * @param from the least value; null for no bound
   * @param to the least value that is not wanted any more; null for no bound
   * @throws IllegalArgumentException if neither the informer nor its kind has this index
   */
  <V> List<T> byRange(Index<? super T, V> index, V from, V to);

  /**
   * The objects that any of the kind's own selectors finds, or one that asks an index of the
   * informer for a value, a prefix or a range.
   *
   * @throws io.skep.store.InvalidSelectorException if there is no such index
   */
  List<T> find(By<T> by);

  /**
   * A part of what {@link #find} would return. Pages cut from one reader, each from the end of the
   * one before, are together what it returns, whatever is written meanwhile.
   *
   * @param from {@link PageCursor#START}, or the end of the page before, perhaps parsed from its
   *     text
   * @param limit the most objects to return; positive
   * @throws io.skep.store.InvalidSelectorException as {@link #find} does
   */
  Page<T> page(By<T> by, PageCursor from, int limit);

  /**
   * The objects that refer to the one of {@code kind} with {@code id}, be it there or not: by a
   * {@linkplain Table#references declared reference}, or as one of their owners. By id, each once.
   */
  List<T> referrers(Kind<?> kind, String id);

  /**
   * What the object with {@code id} refers to, whether shown or not, there or not: by its declared
   * references, then its owners. Empty if the object is not shown here.
   */
  List<ObjectKey> references(String id);

  /**
   * A page of the list: up to {@code limit} objects whose id comes after {@code after}. Pages cut
   * from one reader fit together whatever is written meanwhile.
   *
   * @param after the last id of the page before; empty for the first page
   */
  List<T> page(String after, int limit);
}
