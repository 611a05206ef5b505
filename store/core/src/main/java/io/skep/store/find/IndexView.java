package io.skep.store.find;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.Page;
import io.skep.store.PageCursor;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The reads that {@link Indexes} and their {@link Indexes.Edit} share. Ids are the {@link
 * IndexKey#ofText bytes} of object ids, which are the keys of the map that holds the objects.
 *
 * @param <T> the objects
 */
public abstract sealed class IndexView<T> permits Indexes, Indexes.Edit {
  final IndexList<T> list;

  IndexView(IndexList<T> list) {
    this.list = list;
  }

  abstract OrderedMap<Posting> index(int position);

  /** The indexes, in the order in which they were declared. */
  public final List<Index<? super T, ?>> declared() {
    return list.indexes();
  }

  /**
   * The ids that the named index holds under exactly {@code key}; null if there are none.
   *
   * @throws InvalidSelectorException if there is no such index
   * @throws IndexOutOfBoundsException if the index does not keep {@code key}
   */
  public final Posting ids(String index, String key) {
    return index(list.position(index, key)).get(key);
  }

  /**
   * How {@code by} is answered here.
   *
   * @param byId the objects that are indexed here, by id
   * @throws InvalidSelectorException if {@code by} is null, or a part of it asks for an index that
   *     is not there or does not answer prefixes
   */
  public final <E extends Entry<? extends T>> Plan<E> plan(By<?> by, OrderedMap<E> byId) {
    return new Planner<>(this, byId).plan(by);
  }

  /**
   * Hands the ids that {@code by} selects to {@code sink}, in its order, each once: for objects
   * that are held elsewhere.
   *
   * @param by asks one index, for a key, a prefix or a range, or is a union of such selectors
   * @throws InvalidSelectorException if it is not, or asks for an index that is not kept here or
   *     does not answer prefixes; nothing was handed out then
   */
  public final void findIds(By<?> by, Consumer<? super String> sink) {
    check(by);
    walkIds(by, by instanceof By.AnyOf<?> ? once(sink) : sink);
  }

  private void check(By<?> by) {
    if (by instanceof By.AnyOf<?> anyOf) {
      anyOf.members().forEach(this::check);
    } else if (by instanceof By.Equal<?> equal) {
      kept(list.position(equal.index(), equal.key()), by);
    } else if (by instanceof By.StartsWith<?> startsWith) {
      kept(list.positionForPrefixes(startsWith.index(), startsWith.keyPrefix()), by);
    } else if (by instanceof By.Range<?> range) {
      kept(list.position(range.index(), ""), by);
    } else {
      throw new InvalidSelectorException(
          "%s does not ask one index of %s".formatted(by, list.name()));
    }
  }

  private int kept(int position, By<?> by) {
    if (position == IndexList.NOT_KEPT) {
      throw new InvalidSelectorException(
          "%s asks for what no index of %s keeps".formatted(by, list.name()));
    }
    return position;
  }

  private void walkIds(By<?> by, Consumer<? super String> sink) {
    if (by instanceof By.Equal<?> equal) {
      Posting ids = ids(equal.index(), equal.key());
      if (ids != null) {
        ids.forEach(sink);
      }
    } else if (by instanceof By.StartsWith<?> range) {
      int position = list.position(range.index(), range.keyPrefix());
      walkIds(position, KeySpan.startingWith(range.keyPrefix()), sink);
    } else if (by instanceof By.Range<?> range) {
      walkIds(list.position(range.index(), ""), KeySpan.of(range), sink);
    } else if (by instanceof By.AnyOf<?> anyOf) {
      anyOf.members().forEach(member -> walkIds(member, sink));
    }
  }

  private void walkIds(int position, KeySpan span, Consumer<? super String> sink) {
    Consumer<? super String> out =
        list.indexes().get(position).isSingleValued() ? sink : once(sink);
    span.in(index(position)).forEachRemaining(ids -> ids.forEach(out));
  }

  /**
   * A part of what {@code by} selects, for objects that are held elsewhere.
   *
   * @param by asks one index, for a key, a prefix or a range
   * @param objects gives the object with an id that an index holds
   * @param limit the most objects to return; positive
   * @throws InvalidSelectorException as {@link #findIds} does
   */
  public final Page<T> page(
      By<?> by, PageCursor from, int limit, Function<? super String, ? extends T> objects) {
    check(by);
    if (by instanceof By.Equal<?> equal) {
      int position = list.position(equal.index(), equal.key());
      return page(position, KeySpan.only(equal.key()), from, limit, objects);
    } else if (by instanceof By.StartsWith<?> range) {
      int position = list.position(range.index(), range.keyPrefix());
      return page(position, KeySpan.startingWith(range.keyPrefix()), from, limit, objects);
    } else if (by instanceof By.Range<?> range) {
      return page(list.position(range.index(), ""), KeySpan.of(range), from, limit, objects);
    }
    throw new InvalidSelectorException(
        "%s does not ask one index of %s, so it has no pages here".formatted(by, list.name()));
  }

  private Page<T> page(
      int position,
      KeySpan span,
      PageCursor from,
      int limit,
      Function<? super String, ? extends T> objects) {
    Index<? super T, ?> index = list.indexes().get(position);
    List<T> page = new ArrayList<>();
    PageCursor end = from;
    for (var postings = span.in(index(position), from.key()); postings.hasNext(); ) {
      Posting posting = postings.next();
      String first = posting.key().equals(from.key()) ? from.id() : "";
      for (var ids = posting.from(first); ids.hasNext(); ) {
        String id = ids.next();
        T object = objects.apply(id);
        if (index.isSingleValued() || posting.key().equals(least(index, object, span))) {
          if (page.size() == limit) {
            return new Page<>(page, end, true);
          }
          page.add(object);
          end = new PageCursor(0, posting.key(), Plan.next(id));
        }
      }
    }
    return new Page<>(page, end, false);
  }

  /** The least key of an object that {@code index} holds under several. */
  private static <T> String least(Index<? super T, ?> index, T object, KeySpan span) {
    String[] least = new String[1];
    index.keysOf(
        object,
        key -> {
          if (span.holds(key) && (least[0] == null || key.compareTo(least[0]) < 0)) {
            least[0] = key;
          }
        });
    return least[0];
  }

  private static Consumer<String> once(Consumer<? super String> sink) {
    Set<String> seen = new HashSet<>(); // Asked only, never walked.
    return id -> {
      if (seen.add(id)) {
        sink.accept(id);
      }
    };
  }
}
