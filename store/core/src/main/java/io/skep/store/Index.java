package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

  /** The name of the index that holds {@code annotations.labels}, as far as it is kept. */
  public static final String LABEL = "label";

  private final String name;
  private final Values<T, V> values;
  private final Function<? super V, String> key;
  private final boolean prefixes;

  /** What the keys in this index start with; empty for all keys. */
  private final List<String> parts;

  private Index(
      String name, Values<T, V> values, Function<? super V, String> key, boolean prefixes) {
    this(name, values, key, prefixes, List.of());
  }

  private Index(
      String name,
      Values<T, V> values,
      Function<? super V, String> key,
      boolean prefixes,
      List<String> parts) {
    this.name = Objects.requireNonNull(name, "name");
    this.values = values;
    this.key = key;
    this.prefixes = prefixes;
    this.parts = parts;
  }

  /** By one text; a null text means that the object is not in the index. */
  public static <T> Index<T, String> of(String name, Function<? super T, String> value) {
    return new Index<>(name, new OneValue<>(value), IndexKey::ofText, true);
  }

  /** By several texts; the object is found by each of them, and once by all. */
  public static <T> Index<T, String> each(
      String name, Function<? super T, ? extends Iterable<String>> values) {
    return new Index<>(name, new SeveralValues<>(values, value -> value), IndexKey::ofText, true);
  }

  /**
   * By the texts of several parts of the object, which are compared first: while the parts stay
   * equal, their texts are not asked for.
   */
  public static <T, P> Index<T, String> each(
      String name,
      Function<? super T, ? extends Iterable<? extends P>> parts,
      Function<? super P, String> text) {
    return new Index<>(name, new SeveralValues<>(parts, text), IndexKey::ofText, true);
  }

  /** By one number, unsigned; null means that the object is not in the index. */
  public static <T> Index<T, Long> ofNumber(String name, Function<? super T, Long> value) {
    return new Index<>(name, new OneValue<>(value), IndexKey::ofUnsigned, false);
  }

  /**
   * By one value of a type of the user's, which has {@code equals}; null means that the object is
   * not in the index.
   *
   * @param key the bytes that order the values, one char (0 to 255) each; see {@link IndexKey}
   */
  public static <T, V> Index<T, V> ofKeyed(
      String name, Function<? super T, ? extends V> value, Function<? super V, String> key) {
    return new Index<>(name, new OneValue<>(value), key, true);
  }

  /**
   * By several values of a type of the user's, which has {@code equals}.
   *
   * @param key the bytes that order the values, one char (0 to 255) each; see {@link IndexKey}
   */
  public static <T, V> Index<T, V> keyed(
      String name,
      Function<? super T, ? extends Iterable<? extends V>> values,
      Function<? super V, String> key) {
    return new Index<>(name, new SeveralValues<>(values, value -> value), key, true);
  }

  /** By labels: each is found by its key and value, and all of one key by that key. */
  public static <T> Index<T, Label> labels(
      String name, Function<? super T, Map<String, String>> labels) {
    return new Index<>(
        name,
        new SeveralValues<T, Map.Entry<String, String>, Label>(
            object -> labels.apply(object).entrySet(), Label::of),
        Label::indexKey,
        true);
  }

  /** This index, but refusing to be asked by prefix. */
  public Index<T, V> exactOnly() {
    return new Index<>(name, values, key, false, parts);
  }

  /**
   * This index, but of only those values whose keys start with one of {@code keyPrefixes}.
   *
   * @param keyPrefixes at least one
   */
  public Index<T, V> part(List<String> keyPrefixes) {
    if (keyPrefixes.isEmpty()) {
      throw new IllegalArgumentException(
          "a part of index \"%s\" without prefixes holds nothing; leave it out".formatted(name));
    }
    return new Index<>(name, values, key, prefixes, List.copyOf(keyPrefixes));
  }

  /** The name: unique among the indexes of a table or informer. */
  public String name() {
    return name;
  }

  /** Whether the index answers prefix queries. */
  public boolean answersPrefixes() {
    return prefixes;
  }

  /** Whether no object has more than one value, so that no prefix finds it twice. */
  public boolean isSingleValued() {
    return values instanceof OneValue;
  }

  /** Whether this index holds the objects under {@code key} and every key that starts with it. */
  public boolean holds(String key) {
    return parts.isEmpty() || parts.stream().anyMatch(key::startsWith);
  }

  /** The bytes by which {@code value} is ordered and found, one char (0 to 255) each. */
  public String key(V value) {
    return key.apply(value);
  }

  /**
   * Hands the key of each value of {@code object} that this index holds to {@code sink}; the same
   * key may come more than once.
   */
  public void keysOf(T object, Consumer<? super String> sink) {
    values.forEach(
        object,
        value -> {
          String itsKey = key.apply(value);
          if (holds(itsKey)) {
            sink.accept(itsKey);
          }
        });
  }

  /**
   * The key of the value of {@code object}; null if it has none that this index holds. Of an index
   * that {@linkplain #isSingleValued has no more}.
   */
  public String onlyKeyOf(T object) {
    if (!(values instanceof OneValue<T, V> one)) {
      throw new IllegalStateException(this + " may hold an object under several keys");
    }
    V value = one.value.apply(object);
    if (value == null) {
      return null;
    }
    String itsKey = key.apply(value);
    return holds(itsKey) ? itsKey : null;
  }

  /**
   * Whether {@code a} and {@code b} have equal values in the same order, and hence the same keys.
   * Makes no keys.
   */
  public boolean sameValues(T a, T b) {
    return values.same(a, b);
  }

  @Override
  public String toString() {
    return "index " + name;
  }

  /** The values of an object. */
  private sealed interface Values<T, V> {
    void forEach(T object, Consumer<? super V> sink);

    boolean same(T a, T b);
  }

  private record OneValue<T, V>(Function<? super T, ? extends V> value) implements Values<T, V> {
    @Override
    public void forEach(T object, Consumer<? super V> sink) {
      V present = value.apply(object);
      if (present != null) {
        sink.accept(present);
      }
    }

    @Override
    public boolean same(T a, T b) {
      return Objects.equals(value.apply(a), value.apply(b));
    }
  }

  private record SeveralValues<T, P, V>(
      Function<? super T, ? extends Iterable<? extends P>> parts,
      Function<? super P, ? extends V> value)
      implements Values<T, V> {
    @Override
    public void forEach(T object, Consumer<? super V> sink) {
      for (P part : parts.apply(object)) {
        sink.accept(value.apply(part));
      }
    }

    @Override
    public boolean same(T a, T b) {
      Iterable<? extends P> partsOfA = parts.apply(a);
      Iterable<? extends P> partsOfB = parts.apply(b);
      if (partsOfA == partsOfB) { // As where an update left alone what they are in.
        return true;
      }
      Iterator<? extends P> left = partsOfA.iterator();
      Iterator<? extends P> right = partsOfB.iterator();
      while (left.hasNext() && right.hasNext()) {
        if (!Objects.equals(left.next(), right.next())) {
          return false;
        }
      }
      return left.hasNext() == right.hasNext();
    }
  }
}
