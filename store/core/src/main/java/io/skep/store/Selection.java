package io.skep.store;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
      Index<M, ?> index = index(table, equal.index());
      var route = new Route.OfKey(table, index, equal.key());
      return new Selection<>(holds(index, equal.key()::equals), List.of(route));
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
    if (by instanceof By.AnyOf<?> anyOf) {
      return anyOf(table, anyOf.members());
    }
    throw new InvalidSelectorException(
        "%s cannot be asked of a single object of %s".formatted(by, table.name()));
  }

  private static <M extends Message> Selection<M> anyOf(
      Table<M> table, List<? extends By<?>> members) {
    List<Selection<M>> selections = new ArrayList<>();
    members.forEach(member -> selections.add(of(table, member)));
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
        table.indexes().stream().filter(index -> index.name().equals(name)).findFirst();
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
