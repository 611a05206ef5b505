package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

  /**
   * What {@link #find} would return, one at a time: nothing is looked at before it is asked for, so
   * {@code stream(kind, by).limit(10)} costs ten objects. Inside a transaction it shows the objects
   * as they are at this call. A union asks each object whether an earlier member finds it.
   *
   * @return a sequential stream, which need not be closed
   * @throws InvalidSelectorException as {@link #find} does
   */
  <T> Stream<T> stream(Kind<T> kind, By<T> by);

  /**
   * A part of what {@link #find} would return. Pages of one snapshot, each from the end of the one
   * before, are together what {@link #find} returns, whatever is written meanwhile. From one
   * snapshot to another the walk goes on at the same place of the order: an object that was moved
   * in the order may show twice or not at all, any other shows once.
   *
   * @param from {@link PageCursor#START}, or the end of an earlier page of the same selector
   * @param limit the most objects to return; positive
   * @throws InvalidSelectorException as {@link #find} does
   */
  <T> Page<T> page(Kind<T> kind, By<T> by, PageCursor from, int limit);

  /**
   * How many objects {@code by} selects. Copies nothing, and does not look at the objects where the
   * size of an index entry is the answer: for one key or several of an index whose objects have one
   * value each, for a prefix of an id, and for what these do not select.
   *
   * @throws InvalidSelectorException as {@link #find} does
   */
  <T> int count(Kind<T> kind, By<T> by);

  /** How many objects of {@code kind} there are. */
  int count(Kind<?> kind);
}
