package io.skep.store.find;

import io.skep.store.Index;
import io.skep.store.InvalidSelectorException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Declared indexes and where each of them stands. Immutable.
 *
 * @param name what is indexed, for messages
 * @param indexes those that are kept, in the order of their declaration
 * @param positions of these, by name; asked only, never walked
 * @param others those that are not kept, or only in part: by a look at each object they answer all
 */
record IndexList<T>(
    String name,
    List<Index<? super T, ?>> indexes,
    Map<String, Integer> positions,
    List<Index<? super T, ?>> others) {
  /** The position of an index that does not keep what is asked for. */
  static final int NOT_KEPT = -1;

  static <T> IndexList<T> of(
      String name,
      List<? extends Index<? super T, ?>> indexes,
      List<? extends Index<? super T, ?>> others) {
    Map<String, Integer> positions = new HashMap<>();
    for (Index<? super T, ?> index : indexes) {
      if (positions.put(index.name(), positions.size()) != null) {
        throw new IllegalArgumentException(
            "%s has two indexes named \"%s\"; give one of them another name"
                .formatted(name, index.name()));
      }
    }
    return new IndexList<>(name, List.copyOf(indexes), positions, List.copyOf(others));
  }

  int size() {
    return indexes.size();
  }

  /** Refuses an index that is not declared. */
  void checkNamed(String index) {
    if (!positions.containsKey(index)) {
      other(index);
    }
  }

  /**
   * Where the index stands that keeps what is under {@code key} and all keys that start with it;
   * {@link #NOT_KEPT} if that takes a look at each object.
   */
  int position(String index, String key) {
    Integer position = positions.get(index);
    if (position != null && indexes.get(position).holds(key)) {
      return position;
    }
    other(index);
    return NOT_KEPT;
  }

  /** The same for all keys that start with {@code prefix}. */
  int positionForPrefixes(String index, String prefix) {
    int position = position(index, prefix);
    boolean answers =
        (position == NOT_KEPT ? other(index) : indexes.get(position)).answersPrefixes();
    if (!answers) {
      throw new InvalidSelectorException(
          "index \"%s\" of %s answers exact values only; ask for one value, or for all objects"
              .formatted(index, name));
    }
    return position;
  }

  /** The index that is not kept, or only in part. */
  Index<? super T, ?> other(String index) {
    for (Index<? super T, ?> other : others) {
      if (other.name().equals(index)) {
        return other;
      }
    }
    throw new InvalidSelectorException(
        "%s has no index \"%s\"; it has %s".formatted(name, index, names()));
  }

  private String names() {
    return Stream.concat(indexes.stream(), others.stream())
        .map(Index::name)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
