package io.skep.server.query;

import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A list whose filters must all hold, each by any of its values; a filter without values always
 * holds. The first filter with values is looked up, so it decides the order of what is found. All
 * of them then look at each object exactly: a name is looked up whatever its case, and compared
 * with it.
 *
 * @param <T> the objects
 */
public final class AllOf<T> {
  private final Kind<T> kind;
  private final List<Predicate<T>> checks = new ArrayList<>();
  private By<T> lookup = By.all();
  private boolean found;

  /** All objects of {@code kind}, until filters are added. */
  public AllOf(Kind<T> kind) {
    this.kind = kind;
  }

  /** Objects named so, where {@code name} gives null for those without a name. */
  public AllOf<T> names(List<String> names, Function<T, String> name) {
    return with(names, By::name, (object, wanted) -> wanted.equals(name.apply(object)));
  }

  /** Objects whose name begins so. */
  public AllOf<T> namePrefixes(List<String> prefixes, Function<T, String> name) {
    return with(
        prefixes, By::namePrefix, (object, prefix) -> startsWith(name.apply(object), prefix));
  }

  /** Objects whose id begins so. */
  public AllOf<T> idPrefixes(List<String> prefixes) {
    return with(prefixes, By::idPrefix, (object, prefix) -> startsWith(kind.id(object), prefix));
  }

  /** Objects that {@code index}, of which each has one value, holds so. */
  public <V> AllOf<T> values(Index<? super T, V> index, List<? extends V> values) {
    return with(
        values, value -> By.equal(index, value), (object, value) -> holds(index, object, value));
  }

  /** Objects with all of {@code wanted} among the labels that {@code labels} gives. */
  public AllOf<T> labels(Map<String, String> wanted, Function<T, Map<String, String>> labels) {
    if (!wanted.isEmpty()) {
      checks.add(object -> Labels.match(wanted, labels.apply(object)));
    }
    return this;
  }

  /** Objects that {@code check} accepts. */
  public AllOf<T> matching(Predicate<T> check) {
    checks.add(check);
    return this;
  }

  /** What of {@code view} is found. */
  public List<T> in(ReadTx view) {
    List<T> candidates = view.find(kind, lookup);
    if (checks.isEmpty()) {
      return candidates;
    }
    return candidates.stream()
        .filter(object -> checks.stream().allMatch(check -> check.test(object)))
        .toList();
  }

  private <V> AllOf<T> with(
      List<? extends V> values, Function<V, By<T>> by, BiPredicate<T, V> holds) {
    if (values.isEmpty()) {
      return this;
    }
    if (!found) {
      lookup = By.or(values.stream().<By<T>>map(by).toList());
      found = true;
    }
    List<V> wanted = List.copyOf(values);
    checks.add(object -> wanted.stream().anyMatch(value -> holds.test(object, value)));
    return this;
  }

  private static boolean startsWith(String text, String prefix) {
    return text != null && text.startsWith(prefix);
  }

  private static <T, V> boolean holds(Index<? super T, V> index, T object, V value) {
    String key = index.key(value);
    boolean[] held = new boolean[1];
    index.keysOf(object, its -> held[0] |= its.equals(key));
    return held[0];
  }
}
