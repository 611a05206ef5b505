package io.skep.store.find;

import io.skep.store.PageCursor;
import io.skep.store.index.Keyed;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * How a selector is answered: by the indexes where that is possible, by a look at objects where it
 * is not. One form of selector, one class.
 *
 * <p>A plan reads the map and the indexes that it was made for; made for edits, it is good until
 * they change. Otherwise immutable.
 *
 * @param <E> the entries of the map
 */
public abstract sealed class Plan<E extends Keyed>
    permits IdRange, OneKey, SeveralKeys, KeyRange, FullScan, Union, Intersection, Complement {
  Plan() {}

  /** Hands what the selector finds to {@code sink}, in its order, each once. */
  public void forEach(Consumer<? super E> sink) {
    byId("").forEachRemaining(sink);
  }

  /** What the selector finds from {@code start} on, in its order, each once, lazily. */
  public Iterator<E> from(PageCursor start) {
    return start.member() > 0 ? Collections.emptyIterator() : byId(start.id());
  }

  /** The place right after {@code entry}, which the selector finds. */
  public PageCursor after(E entry) {
    return new PageCursor(0, "", next(entry.key()));
  }

  /** How many objects the selector finds. */
  public abstract int count();

  /** Whether the selector finds {@code entry}, which is in the map. Costs a walk or a look. */
  abstract boolean finds(E entry);

  /** What the selector finds from id {@code from} on, by id, each once, lazily. */
  abstract Iterator<E> byId(String from);

  /**
   * How many entries a walk through all that the selector finds looks at: what plans are compared
   * by.
   *
   * @param enough when the number is at least this, any such number will do
   */
  abstract int steps(int enough);

  /** The least id after {@code id}, both as bytes. */
  static String next(String id) {
    return id + '\u0000';
  }
}
