package io.skep.store.find;

import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Declared indexes and where each of them stands. Immutable.
 *
 * @param name what is indexed, for messages
 * @param indexes in the order of their declaration
 * @param positions by name; asked only, never walked
 */
record IndexList<T>(
    String name, List<Index<? super T, ?>> indexes, Map<String, Integer> positions) {

  static <T> IndexList<T> of(String name, List<? extends Index<? super T, ?>> indexes) {
    Map<String, Integer> positions = new HashMap<>();
    for (Index<? super T, ?> index : indexes) {
      if (positions.put(index.name(), positions.size()) != null) {
        throw new IllegalArgumentException(
            "%s has two indexes named \"%s\"; give one of them another name"
                .formatted(name, index.name()));
      }
    }
    return new IndexList<>(name, List.copyOf(indexes), positions);
  }

  int size() {
    return indexes.size();
  }

  int position(String index) {
    Integer position = positions.get(index);
    if (position == null) {
      throw new InvalidSelectorException(
          "%s has no index \"%s\"; it has %s".formatted(name, index, names()));
    }
    return position;
  }

  int positionForPrefixes(String index) {
    int position = position(index);
    if (!indexes.get(position).answersPrefixes()) {
      throw new InvalidSelectorException(
          "index \"%s\" of %s answers exact values only; ask for one value, or for all objects"
              .formatted(index, name));
    }
    return position;
  }

  private String names() {
    return indexes.stream().map(Index::name).collect(Collectors.joining(", "));
  }
}
