package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * All objects of a store at one moment. Reads never block and are never blocked; what they return
 * is immutable and never changes. A snapshot from {@link Store#view()} can be kept and read from
 * any thread; the {@link Tx} of a write is valid only inside its body.
 */
public interface ReadTx {
  /**
   * The version at which the objects stand so; of a write transaction, the version that it builds
   * on.
   */
  Version version();

  /** The history that the version belongs to; see {@link Store#historyId}. */
  String historyId();

  /** The object with {@code id}, if there is one. Costs one walk of the id index. */
  <T> Optional<T> get(Kind<T> kind, String id);

  /**
   * All objects that {@code by} selects, in the order that {@link By} states; complete and
   * unmodifiable, empty if there is none.
   *
   * @throws InvalidSelectorException if the kind has no such index
   */
  <T> List<T> find(Kind<T> kind, By<T> by);

  /** All objects of {@code kind}, by id. */
  default <T> List<T> list(Kind<T> kind) {
    return find(kind, By.all());
  }

  /**
   * The objects of {@code kind} whose id is {@code from} or comes after it, by id, one at a time: a
   * walk can be left and taken up again without a copy of the list.
   *
   * @param from an id, there or not; empty for all
   */
  default <T> Iterator<T> scan(Kind<T> kind, String from) {
    String first = IndexKey.ofText(from);
    return list(kind).stream()
        .dropWhile(object -> IndexKey.ofText(kind.id(object)).compareTo(first) < 0)
        .iterator();
  }

  /** How many objects of {@code kind} there are. */
  int count(Kind<?> kind);
}
