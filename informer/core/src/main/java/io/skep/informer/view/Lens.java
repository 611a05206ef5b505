package io.skep.informer.view;

import com.google.protobuf.Message;
import io.skep.informer.InformerOptions;
import io.skep.store.By;
import io.skep.store.Change;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Kind;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.Projection;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Through what a view sees the store, as {@link InformerOptions} say. Any thread. */
public final class Lens<T> {
  private final InformerOptions<T> options;
  private final Skipped skipped;

  /** Null if all fields are shown. */
  private final Projection projection;

  /**
   * What {@code options} ask for.
   *
   * @param skipped is told of objects that are left out because they cannot be read
   * @throws IllegalArgumentException if there are no such fields
   */
  public Lens(InformerOptions<T> options, Skipped skipped) {
    this.options = options;
    this.skipped = skipped;
    this.projection =
        options.fields().isEmpty() ? null : Projection.of(options.kind(), options.fields());
  }

  /** The kind of the objects. */
  public Kind<T> kind() {
    return options.kind();
  }

  /** What was asked for. */
  public InformerOptions<T> options() {
    return options;
  }

  /** Whether {@code change} is of an object of this kind, or of one that was or becomes so. */
  public boolean concerns(Change<?> change) {
    Kind<T> kind = kind();
    return change.table() == kind.table()
        && (kind.table() == kind
            || kind.owns(change.object())
            || change.before().filter(kind::owns).isPresent());
  }

  /** Whether the view needs a map of its own. */
  public boolean needsOwnObjects() {
    return options.needsOwnObjects();
  }

  /**
   * The object in {@code stored}; null if it is not shown.
   *
   * @param stored a message of the kind's table, as it stands in {@code at}
   * @throws RuntimeException if the object cannot be read, or a function of the user's threw
   */
  T see(ReadTx at, Message stored) {
    T object = read(at, stored);
    boolean shown = object != null && (options.filter() == null || options.filter().test(object));
    return shown ? transformed(projected(object)) : null;
  }

  private T projected(T object) {
    return projection == null
        ? object
        : kind().type().cast(projection.of((Message) object)); // Only tables are projected.
  }

  private T transformed(T object) {
    if (options.transform() == null) {
      return object;
    }
    T result = options.transform().apply(object);
    if (result == null || !kind().id(result).equals(kind().id(object))) {
      throw new IllegalStateException(
          "the transform made %s of %s \"%s\"; it must return an object with the same id"
              .formatted(
                  result == null ? "null" : "\"" + kind().id(result) + "\"",
                  kind().name(),
                  kind().id(object)));
    }
    return result;
  }

  private T read(ReadTx at, Message stored) {
    Kind<T> kind = kind();
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
    return walk(kind().table(), at, from);
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

  /** The objects of {@code at} that {@code by} finds, but for those that cannot be decoded. */
  List<T> find(ReadTx at, By<T> by) {
    try {
      return at.find(kind(), by);
    } catch (InvalidSelectorException e) {
      throw e;
    } catch (RuntimeException e) {
      return findReadable(kind().table(), at, by); // The decoder is the user's.
    }
  }

  @SuppressWarnings("unchecked") // The selector's type says only what it may be used for.
  private <M extends Message> List<T> findReadable(Table<M> table, ReadTx at, By<T> by) {
    List<T> found = new ArrayList<>();
    for (M stored : at.find(table, (By<M>) by.inTableOf(kind()))) {
      T object = decoded(at, stored);
      if (object != null) {
        found.add(object);
      }
    }
    return Collections.unmodifiableList(found);
  }

  /**
   * A page of what {@link #find} gives.
   *
   * @param shown what is shown of a stored object; null if that is nothing
   */
  Page<T> page(
      ReadTx at, By<T> by, PageCursor from, int limit, Function<? super Message, T> shown) {
    return page(kind().table(), at, by, from, limit, shown);
  }

  @SuppressWarnings("unchecked") // The selector's type says only what it may be used for.
  private <M extends Message> Page<T> page(
      Table<M> table,
      ReadTx at,
      By<T> by,
      PageCursor from,
      int limit,
      Function<? super Message, T> shown) {
    By<M> inTable = (By<M>) (kind() == table ? by : by.inTableOf(kind()));
    List<T> objects = new ArrayList<>();
    Page<M> page = at.page(table, inTable, from, limit);
    add(page, shown, objects);
    while (page.hasMore() && objects.size() < limit) {
      page = at.page(table, inTable, page.end(), limit - objects.size());
      add(page, shown, objects);
    }
    return new Page<>(objects, page.end(), page.hasMore());
  }

  private static <M, T> void add(Page<M> page, Function<? super M, T> shown, List<T> objects) {
    for (M stored : page.objects()) {
      T object = shown.apply(stored);
      if (object != null) {
        objects.add(object);
      }
    }
  }

  /** The object in {@code stored}, without filter or change; null if it cannot be decoded. */
  T decoded(ReadTx at, Message stored) {
    try {
      return read(at, stored);
    } catch (RuntimeException e) {
      return null; // Reported when it came.
    }
  }

  /** The object of {@code at} with {@code id}; null if there is none that can be decoded. */
  T get(ReadTx at, String id) {
    try {
      return at.get(kind(), id).orElse(null);
    } catch (RuntimeException e) {
      return null; // Reported when it came.
    }
  }

  /** What becomes of an object, if it is {@code stored} now. */
  Transition<T> change(String id, T before, ReadTx at, Message stored) {
    try {
      return new Transition<>(id, before, stored == null ? null : see(at, stored), null);
    } catch (RuntimeException e) {
      skipped.leftOut(IndexKey.toText(id), at.version(), e);
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
