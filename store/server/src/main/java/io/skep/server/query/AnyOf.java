package io.skep.server.query;

import io.skep.store.By;
import io.skep.store.Kind;
import io.skep.store.ReadTx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A list of what has any of some names or prefixes, and everything if there are none, each object
 * once: first the names, then their prefixes, then those of ids. Names go whatever their case.
 * Further conditions must all hold.
 *
 * @param <T> the objects
 */
public final class AnyOf<T> {
  private final Kind<T> kind;
  private final List<By<T>> members = new ArrayList<>();
  private final List<Predicate<T>> checks = new ArrayList<>();

  /** All objects of {@code kind}, until filters are added. */
  public AnyOf(Kind<T> kind) {
    this.kind = kind;
  }

  /** Objects with any of these names, or whose name or id begins with any of these prefixes. */
  public AnyOf<T> anyOf(List<String> names, List<String> namePrefixes, List<String> idPrefixes) {
    Stream.concat(
            Stream.concat(
                names.stream().<By<T>>map(By::name),
                namePrefixes.stream().<By<T>>map(By::namePrefix)),
            idPrefixes.stream().<By<T>>map(By::idPrefix))
        .forEach(members::add);
    return this;
  }

  /** Of these, objects that {@code check} accepts. */
  public AnyOf<T> matching(Predicate<T> check) {
    checks.add(check);
    return this;
  }

  /**
   * What of {@code view} is found.
   *
   * @param otherwise how to look when there is neither a name nor a prefix
   */
  public List<T> in(ReadTx view, By<T> otherwise) {
    List<T> candidates = view.find(kind, members.isEmpty() ? otherwise : By.or(members));
    return candidates.stream()
        .filter(object -> checks.stream().allMatch(check -> check.test(object)))
        .toList();
  }
}
