package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A way to find objects by a value computed from them: of no, one or several ordered values for
 * each object.
 *
 * <p>{@code Index.of("node", Task::getNodeId)} indexes tasks by their node. Declare an index once
 * as a constant, give it to a table or an informer, and ask with it. Immutable.
 *
 * @param <T> the objects
 * @param <V> the values; ordered as {@link #key} orders them: text by UTF-8 bytes, numbers unsigned
 */
public final class Index<T, V> {
  /** The name of the index that holds objects' names, folded to one case. */
  public static final String NAME = "name";

  /** The name of the index that holds {@code annotations.indices}. */
  public static final String CUSTOM = "custom";

  private final String name;
  private final Function<? super T, ? extends Iterable<? extends V>> values;
  private final Function<? super V, String> key;
  private final boolean prefixes;

  private Index(
      String name,
      Function<? super T, ? extends Iterable<? extends V>> values,
      Function<? super V, String> key,
      boolean prefixes) {
    this.name = Objects.requireNonNull(name, "name");
    this.values = values;
    this.key = key;
    this.prefixes = prefixes;
  }

  /** By one text; a null text means that the object is not in the index. */
  public static <T> Index<T, String> of(String name, Function<? super T, String> value) {
    return each(name, value.andThen(Index::present));
  }

  /** By several texts; the object is found by each of them, and once by all. */
  public static <T> Index<T, String> each(
      String name, Function<? super T, ? extends Iterable<String>> values) {
    return new Index<>(name, values, IndexKey::ofText, true);
  }

  /** By one number, unsigned; null means that the object is not in the index. */
  public static <T> Index<T, Long> ofNumber(String name, Function<? super T, Long> value) {
    return new Index<>(name, value.andThen(Index::present), IndexKey::ofUnsigned, false);
  }

  /**
   * By values of a type of the user's.
   *
   * @param key the bytes that order the values, one char (0 to 255) each; see {@link IndexKey}
   */
  public static <T, V> Index<T, V> keyed(
      String name,
      Function<? super T, ? extends Iterable<? extends V>> values,
      Function<? super V, String> key) {
    return new Index<>(name, values, key, true);
  }

  /** This index, but refusing to be asked by prefix. */
  public Index<T, V> exactOnly() {
    return new Index<>(name, values, key, false);
  }

  /** The name: unique among the indexes of a table or informer. */
  public String name() {
    return name;
  }

  /** Whether the index answers prefix queries. */
  public boolean answersPrefixes() {
    return prefixes;
  }

  /** The bytes by which {@code value} is ordered and found, one char (0 to 255) each. */
  public String key(V value) {
    return key.apply(value);
  }

  /**
   * Hands the key of each value of {@code object} to {@code sink}; the same key may come more than
   * once.
   */
  public void keysOf(T object, Consumer<? super String> sink) {
    for (V value : values.apply(object)) {
      sink.accept(key.apply(value));
    }
  }

  @Override
  public String toString() {
    return "index " + name;
  }

  private static <V> List<V> present(V value) {
    return value == null ? List.of() : List.of(value);
  }
}
