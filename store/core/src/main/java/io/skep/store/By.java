package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.List;

/**
 * Which objects to find: {@code tx.find(Kinds.TASK, By.name("web.1"))}. Immutable.
 *
 * <p>Selectors here fit every table; a kind's own, such as {@code TaskKind.byServiceId}, are next
 * to that kind and fit only it. Results come in ascending order of the index key, ties by id,
 * compared as UTF-8 bytes; those of {@link #or} come member by member, each object at its first
 * place.
 *
 * @param <T> the objects that this can find
 */
public sealed interface By<T> {
  /** Every object, by id. */
  record All<T>() implements By<T> {}

  /** Objects whose id starts with {@code prefix}, by id; compared exactly. */
  record IdPrefix<T>(String prefix) implements By<T> {}

  /** Objects that the named index holds under exactly {@code key}, by id. */
  record Equal<T>(String index, String key) implements By<T> {}

  /**
   * Objects that the named index holds under a key that starts with {@code keyPrefix}, by key, then
   * id.
   */
  record StartsWith<T>(String index, String keyPrefix) implements By<T> {}

  /** Objects that any of {@code members} finds. */
  record AnyOf<T>(List<By<T>> members) implements By<T> {
    /** Copies the members. */
    public AnyOf {
      members = List.copyOf(members);
    }
  }

  /** Every object. */
  static <T> By<T> all() {
    return new All<>();
  }

  /** Objects whose id starts with {@code prefix}. */
  static <T> By<T> idPrefix(String prefix) {
    return new IdPrefix<>(prefix);
  }

  /** Objects of that name, whatever the case. */
  static <T> By<T> name(String name) {
    return new Equal<>(Index.NAME, IndexKey.ofText(CaseFolding.fold(name)));
  }

  /**
   * Objects whose name starts with {@code prefix}, whatever the case; all that have a name for an
   * empty one.
   */
  static <T> By<T> namePrefix(String prefix) {
    return new StartsWith<>(Index.NAME, IndexKey.ofText(CaseFolding.fold(prefix)));
  }

  /**
   * Objects with an entry ({@code key}, {@code value}) in {@code annotations.indices}; compared
   * exactly.
   */
  static <T> By<T> custom(String key, String value) {
    return new Equal<>(Index.CUSTOM, customKey(key) + IndexKey.ofText(value));
  }

  /**
   * Objects with an entry in {@code annotations.indices} under {@code key} whose value starts with
   * {@code prefix}.
   */
  static <T> By<T> customPrefix(String key, String prefix) {
    return new StartsWith<>(Index.CUSTOM, customKey(key) + IndexKey.ofText(prefix));
  }

  /** Objects that {@code index} holds under exactly {@code value}. */
  static <T, V> By<T> equal(Index<? super T, V> index, V value) {
    return new Equal<>(index.name(), index.key(value));
  }

  /** Objects that {@code index} holds under a text that starts with {@code prefix}. */
  static <T> By<T> prefix(Index<? super T, String> index, String prefix) {
    return new StartsWith<>(index.name(), index.key(prefix));
  }

  /** Objects that any of {@code members} finds; none for no members. */
  static <T> By<T> or(List<By<T>> members) {
    return new AnyOf<>(members);
  }

  /** Objects that any of {@code members} finds; none for no members. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only copied.
  static <T> By<T> or(By<T>... members) {
    return new AnyOf<>(List.of(members));
  }

  private static String customKey(String key) {
    return IndexKey.part(IndexKey.ofText(key));
  }
}
