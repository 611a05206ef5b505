package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Which objects a view shows: those of one kind, or some of them. Immutable; any thread.
 *
 * @param kind the kind
 * @param filter says which of them; null for all. Pure
 */
public record Lens<T>(Kind<T> kind, Predicate<? super T> filter) {
  /** Refuses a null kind. */
  public Lens {
    Objects.requireNonNull(kind, "kind");
  }

  /** Whether only some objects of the kind are shown. */
  public boolean isFiltered() {
    return filter != null;
  }

  /**
   * The object in {@code stored}; null if it is not shown.
   *
   * @param stored a message of the kind's table, as it stands in {@code at}
   * @throws RuntimeException if the object cannot be read, or the filter threw
   */
  T see(ReadTx at, Message stored) {
    T object = read(at, stored);
    return object == null || filter == null || filter.test(object) ? object : null;
  }

  private T read(ReadTx at, Message stored) {
    if (kind.table() == kind) {
      return kind.type().cast(stored);
    }
    // The snapshot keeps what it has decoded; decoding here would do it again for each informer.
    return kind.owns(stored) ? at.get(kind, idOf(kind.table(), stored)).orElse(null) : null;
  }

  /**
   * All objects of {@code at} from id {@code from} on, by id. A step takes one stored object, be it
   * shown or not, so a number of steps is a bound of the work.
   */
  Iterator<Transition<T>> walk(ReadTx at, String from) {
    return walk(kind.table(), at, from);
  }

  private <M extends Message> Iterator<Transition<T>> walk(Table<M> table, ReadTx at, String from) {
    Iterator<M> stored = at.scan(table, from);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return stored.hasNext();
      }

      @Override
      public Transition<T> next() {
        M message = stored.next();
        return change(IndexKey.ofText(table.id(message)), null, at, message);
      }
    };
  }

  /** What becomes of an object, if it is {@code stored} now. */
  Transition<T> change(String id, T before, ReadTx at, Message stored) {
    try {
      return new Transition<>(id, before, stored == null ? null : see(at, stored), null);
    } catch (RuntimeException e) {
      return new Transition<>(id, before, null, e);
    }
  }

  /** The object as it was shown in {@code at}; null if it was not, for whatever reason. */
  T recall(ReadTx at, Message stored) {
    try {
      return see(at, stored);
    } catch (RuntimeException e) {
      return null; // Reported when it came.
    }
  }

  static <M extends Message> String idOf(Table<M> table, Message stored) {
    return table.id(table.type().cast(stored));
  }
}
