package io.skep.store;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which objects of a table a {@link By} means, asked of one object alone: the same that {@link
 * ReadTx#find} finds among all. Immutable.
 *
 * @param test whether it is one of them
 * @param routes by what changes of them are found, any of these; empty if there is no better way
 *     than to look at all of the table
 */
record Selection<M extends Message>(Predicate<M> test, List<Route> routes) {
  /**
   * What {@code by} means in {@code table}.
   *
   * @throws InvalidSelectorException if {@code by}, or a part of it, is null or asks for an index
   *     that the table does not have or that does not answer prefixes
   */
  static <M extends Message> Selection<M> of(Table<M> table, By<?> by) {
    if (by instanceof By.All<?>) {
      return new Selection<>(object -> true, List.of());
    }
    if (by instanceof By.IdPrefix<?> idPrefix) {
      return new Selection<>(object -> table.id(object).startsWith(idPrefix.prefix()), List.of());
    }
    if (by instanceof By.Equal<?> equal) {
      return keys(table, equal.index(), List.of(equal.key()));
    }
    if (by instanceof By.In<?> in) {
      return keys(table, in.index(), in.keys());
    }
    if (by instanceof By.StartsWith<?> startsWith) {
      Index<M, ?> index = index(table, startsWith.index());
      if (!index.answersPrefixes()) {
        throw new InvalidSelectorException(
            "%s of %s does not answer prefixes".formatted(index, table.name()));
      }
      return new Selection<>(
          holds(index, key -> key.startsWith(startsWith.keyPrefix())), List.of());
    }
    if (by instanceof By.Range<?> range) {
      Index<M, ?> index = index(table, range.index());
      return new Selection<>(holds(index, key -> isIn(range, key)), List.of());
    }
    if (by instanceof By.AnyOf<?> anyOf) {
      return anyOf(table, anyOf.members());
    }
    if (by instanceof By.AllOf<?> allOf) {
      return allOf(table, allOf.members());
    }
    if (by instanceof By.Not<?> not) {
      Predicate<M> test = of(table, not.member()).test;
      return new Selection<>(test.negate(), List.of());
    }
    throw new InvalidSelectorException(
        "%s cannot be asked of a single object of %s".formatted(by, table.name()));
  }

  private static boolean isIn(By.Range<?> range, String key) {
    return key.compareTo(range.fromKey()) >= 0
        && (range.toKey() == null || key.compareTo(range.toKey()) < 0);
  }

  private static <M extends Message> Selection<M> keys(
      Table<M> table, String name, List<String> keys) {
    Index<M, ?> index = index(table, name);
    Set<String> wanted = Set.copyOf(keys); // Asked, never walked.
    List<Route> routes = new ArrayList<>();
    if (table.indexes().contains(index)) { // Labels are found by looking at each object.
      keys.forEach(key -> routes.add(new Route.OfKey(table, index, key)));
    }
    return new Selection<>(holds(index, wanted::contains), routes);
  }

  private static <M extends Message> Selection<M> allOf(
      Table<M> table, List<? extends By<?>> members) {
    List<Selection<M>> selections = each(table, members);
    List<Route> routes =
        selections.stream()
            .map(Selection::routes)
            .filter(some -> !some.isEmpty())
            .findFirst()
            .orElse(List.of());
    return new Selection<>(
        object -> selections.stream().allMatch(one -> one.test.test(object)), routes);
  }

  private static <M extends Message> List<Selection<M>> each(
      Table<M> table, List<? extends By<?>> members) {
    List<Selection<M>> selections = new ArrayList<>();
    members.forEach(member -> selections.add(of(table, member)));
    return selections;
  }

  private static <M extends Message> Selection<M> anyOf(
      Table<M> table, List<? extends By<?>> members) {
    List<Selection<M>> selections = each(table, members);
    boolean routed = selections.stream().noneMatch(selection -> selection.routes.isEmpty());
    List<Route> routes =
        routed
            ? selections.stream().flatMap(one -> one.routes.stream()).distinct().toList()
            : List.of();
    return new Selection<>(
        object -> selections.stream().anyMatch(one -> one.test.test(object)), routes);
  }

  private static <M extends Message> Index<M, ?> index(Table<M> table, String name) {
    Optional<Index<M, ?>> found =
        Stream.<Index<M, ?>>concat(table.indexes().stream(), table.labels().stream())
            .filter(index -> index.name().equals(name))
            .findFirst();
    return found.orElseThrow(
        () ->
            new InvalidSelectorException(
                "%s has no index \"%s\"; it has %s"
                    .formatted(table.name(), name, table.indexes())));
  }

  /** Whether {@code index} would hold an object under a key that {@code wanted} accepts. */
  private static <M> Predicate<M> holds(Index<M, ?> index, Predicate<String> wanted) {
    return object -> {
      boolean[] held = new boolean[1];
      try {
        index.keysOf(object, key -> held[0] |= wanted.test(key));
      } catch (RuntimeException e) {
        return false; // An index does not hold what has no value for it.
      }
      return held[0];
    };
  }
}
