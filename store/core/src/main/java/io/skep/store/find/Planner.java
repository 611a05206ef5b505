package io.skep.store.find;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import io.skep.store.index.IndexKey;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.Posting;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes plans of selectors.
 *
 * @param <T> the objects
 * @param <E> the entries that hold them
 */
final class Planner<T, E extends Entry<? extends T>> {
  private final IndexView<T> indexes;
  private final OrderedMap<E> byId;

  Planner(IndexView<T> indexes, OrderedMap<E> byId) {
    this.indexes = indexes;
    this.byId = byId;
  }

  /** How {@code by} is answered; every part of it has been checked when this returns. */
  Plan<E> plan(By<?> by) {
    if (by instanceof By.All<?>) {
      return new IdRange<>(byId, "");
    } else if (by instanceof By.IdPrefix<?> idPrefix) {
      return new IdRange<>(byId, IndexKey.ofText(idPrefix.prefix()));
    } else if (by instanceof By.Equal<?> equal) {
      return oneKey(equal);
    } else if (by instanceof By.In<?> in) {
      return severalKeys(in);
    } else if (by instanceof By.StartsWith<?> startsWith) {
      return keyRange(startsWith);
    } else if (by instanceof By.Range<?> range) {
      return keySpan(range);
    } else if (by instanceof By.AnyOf<?> anyOf) {
      return union(anyOf);
    } else if (by instanceof By.AllOf<?> allOf) {
      return intersection(allOf);
    } else if (by instanceof By.Not<?> not) {
      return new Complement<>(byId, plan(not.member()));
    }
    throw new InvalidSelectorException(
        "null selects nothing of " + indexes.list.name() + "; use By.all() to find every object");
  }

  private Plan<E> oneKey(By.Equal<?> equal) {
    int position = indexes.list.position(equal.index(), equal.key());
    return position == IndexList.NOT_KEPT
        ? scan(equal.index(), equal.key()::equals)
        : new OneKey<>(byId, indexes.index(position).get(equal.key()));
  }

  private Plan<E> severalKeys(By.In<?> in) {
    indexes.list.checkNamed(in.index()); // Also if there are no keys.
    Set<String> keys = new LinkedHashSet<>(in.keys());
    List<Posting> postings = new ArrayList<>(keys.size());
    boolean disjoint = true;
    for (String key : keys) {
      int position = indexes.list.position(in.index(), key);
      if (position == IndexList.NOT_KEPT) {
        return scan(in.index(), keys::contains);
      }
      disjoint = indexes.list.indexes().get(position).isSingleValued();
      Posting ids = indexes.index(position).get(key);
      if (ids != null) {
        postings.add(ids);
      }
    }
    return new SeveralKeys<>(byId, postings, disjoint);
  }

  private Plan<E> keyRange(By.StartsWith<?> range) {
    String prefix = range.keyPrefix();
    int position = indexes.list.positionForPrefixes(range.index(), prefix);
    if (position == IndexList.NOT_KEPT) {
      return scan(range.index(), key -> key.startsWith(prefix));
    }
    return keyRange(position, KeySpan.startingWith(prefix));
  }

  private Plan<E> keySpan(By.Range<?> range) {
    KeySpan span = KeySpan.of(range);
    int position = indexes.list.position(range.index(), "");
    return position == IndexList.NOT_KEPT
        ? scan(range.index(), span::holds)
        : keyRange(position, span);
  }

  private Plan<E> keyRange(int position, KeySpan span) {
    Index<? super T, ?> index = indexes.list.indexes().get(position);
    return new KeyRange<>(
        byId, indexes.index(position), KeysOf.of(index), span, index.isSingleValued());
  }

  private Plan<E> scan(String index, Predicate<? super String> test) {
    return new FullScan<>(byId, KeysOf.of(indexes.list.other(index)), test);
  }

  /** Nested unions are taken apart: their members stand in their place. */
  private Plan<E> union(By.AnyOf<?> anyOf) {
    List<Plan<E>> members = new ArrayList<>(anyOf.members().size());
    for (By<?> member : anyOf.members()) {
      Plan<E> plan = plan(member);
      if (plan instanceof Union<E> nested) {
        members.addAll(nested.members());
      } else {
        members.add(plan);
      }
    }
    return new Union<>(members);
  }

  private Plan<E> intersection(By.AllOf<?> allOf) {
    List<Plan<E>> members = new ArrayList<>(allOf.members().size());
    addMembers(allOf, members);
    return members.isEmpty() ? new IdRange<>(byId, "") : new Intersection<>(members);
  }

  /** Nested intersections are taken apart, so that one walk serves all of them. */
  private void addMembers(By.AllOf<?> allOf, List<Plan<E>> members) {
    for (By<?> member : allOf.members()) {
      if (member instanceof By.AllOf<?> nested) {
        addMembers(nested, members);
      } else {
        members.add(plan(member));
      }
    }
  }
}
