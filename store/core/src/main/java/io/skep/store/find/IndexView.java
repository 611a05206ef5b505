package io.skep.store.find;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.index.IndexKey;
import io.skep.store.index.Keyed;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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
   */
  public final Posting ids(String index, String key) {
    return index(list.position(index)).get(key);
  }

  /**
   * Hands those values of {@code byId} that {@code by} selects to {@code sink}: by index key, then
   * id, each once; those of {@link By.AnyOf} member by member, each at its first place.
   *
   * @param byId the objects that are indexed here, by id
   * @param sink must change neither this nor {@code byId}; is handed nothing if the call fails
   * @throws InvalidSelectorException if {@code by} or a part of it is null, or asks for an index
   *     that is not there or does not answer prefixes
   */
  public final <E extends Keyed> void find(By<?> by, OrderedMap<E> byId, Consumer<? super E> sink) {
    check(by);
    walk(by, byId, by instanceof By.AnyOf<?> ? once(Keyed::key, sink) : sink);
  }

  /**
   * Hands the ids that {@code by} selects to {@code sink}, in the order of {@link #find}, each
   * once: for objects that are held elsewhere.
   *
   * @param by asks an index, or several
   * @throws InvalidSelectorException as {@link #find} does, and if {@code by} or a part of it asks
   *     no index
   */
  public final void findIds(By<?> by, Consumer<? super String> sink) {
    check(by);
    walkIds(by, by instanceof By.AnyOf<?> ? once(Function.identity(), sink) : sink);
  }

  private void walkIds(By<?> by, Consumer<? super String> sink) {
    if (by instanceof By.Equal<?> equal) {
      Posting ids = ids(equal.index(), equal.key());
      if (ids != null) {
        ids.forEach(sink);
      }
    } else if (by instanceof By.StartsWith<?> startsWith) {
      int position = list.position(startsWith.index());
      Consumer<? super String> out =
          list.indexes().get(position).isSingleValued() ? sink : once(Function.identity(), sink);
      index(position).forEach(startsWith.keyPrefix(), ids -> ids.forEach(out));
    } else if (by instanceof By.AnyOf<?> anyOf) {
      anyOf.members().forEach(member -> walkIds(member, sink));
    } else {
      throw new InvalidSelectorException(by + " asks no index of " + list.name());
    }
  }

  /** How many values {@link #find} will hand out at most; exact for selectors of one key. */
  public final int countAtMost(By<?> by, OrderedMap<?> byId) {
    check(by);
    return Math.min(count(by, byId), byId.size());
  }

  private void check(By<?> by) {
    if (by instanceof By.Equal<?> equal) {
      list.position(equal.index());
    } else if (by instanceof By.StartsWith<?> startsWith) {
      list.positionForPrefixes(startsWith.index());
    } else if (by instanceof By.AnyOf<?> anyOf) {
      anyOf.members().forEach(this::check);
    } else if (by == null) {
      throw new InvalidSelectorException(
          "null selects nothing of " + list.name() + "; use By.all() to find every object");
    }
  }

  private <E extends Keyed> void walk(By<?> by, OrderedMap<E> byId, Consumer<? super E> sink) {
    if (by instanceof By.All<?>) {
      byId.forEach(sink);
    } else if (by instanceof By.IdPrefix<?> idPrefix) {
      byId.forEach(IndexKey.ofText(idPrefix.prefix()), sink);
    } else if (by instanceof By.AnyOf<?> anyOf) {
      anyOf.members().forEach(member -> walk(member, byId, sink));
    } else {
      walkIds(by, id -> sink.accept(Objects.requireNonNull(byId.get(id), id)));
    }
  }

  private static <E> Consumer<E> once(Function<? super E, String> id, Consumer<? super E> sink) {
    Set<String> seen = new HashSet<>(); // Asked only, never walked.
    return value -> {
      if (seen.add(id.apply(value))) {
        sink.accept(value);
      }
    };
  }

  private int count(By<?> by, OrderedMap<?> byId) {
    if (by instanceof By.IdPrefix<?> idPrefix) {
      return byId.count(IndexKey.ofText(idPrefix.prefix()));
    }
    if (by instanceof By.Equal<?> equal) {
      Posting ids = ids(equal.index(), equal.key());
      return ids == null ? 0 : ids.count();
    }
    if (by instanceof By.AnyOf<?> anyOf) {
      return (int)
          Math.min(
              byId.size(), anyOf.members().stream().mapToLong(member -> count(member, byId)).sum());
    }
    return byId.size();
  }
}
