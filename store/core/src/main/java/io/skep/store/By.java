package io.skep.store;

import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Which objects to find: {@code tx.find(Kinds.TASK, By.name("web.1"))}. Immutable.
 *
 * <p>Selectors here fit every table; a kind's own, such as {@code TaskKind.byServiceId}, are next
 * to that kind and fit only it. They are put together by {@link #and}, {@link #or} and {@link
 * #not}, to any depth:
 *
 * <pre>{@code
 * By.and(TaskKind.byServiceId(id), By.label("tier", "front"), By.not(TaskKind.byNodeId("")))
 * }</pre>
 *
 * <p>Results come by id, compared as UTF-8 bytes, with two exceptions: those of a selector by the
 * beginning of a key or by a range of keys come by that key, then by id; those of {@link #or} come
 * member by member, each object at its first place.
 *
 * @param <T> the objects that this can find
 */
public sealed interface By<T> {
  /** Every object. */
  record All<T>() implements By<T> {}

  /** Objects whose id starts with {@code prefix}; compared exactly. */
  record IdPrefix<T>(String prefix) implements By<T> {}

  /** Objects that the named index holds under exactly {@code key}. */
  record Equal<T>(String index, String key) implements By<T> {}

  /** Objects that the named index holds under any of {@code keys}, by id. */
  record In<T>(String index, List<String> keys) implements By<T> {
    /** Copies the keys. */
    public In {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Objects that the named index holds under a key that starts with {@code keyPrefix}, by key, then
   * id.
   */
  record StartsWith<T>(String index, String keyPrefix) implements By<T> {}

  /**
   * Objects that the named index holds under a key between two, by key, then id.
   *
   * @param fromKey the least key; empty for no bound
   * @param toKey the least key that is not wanted any more; null for no bound
   */
  record Range<T>(String index, String fromKey, String toKey) implements By<T> {}

  /** Objects that any of {@code members} finds, member by member. */
  record AnyOf<T>(List<By<T>> members) implements By<T> {
    /**
     * Copies the members.
     *
     * @throws InvalidSelectorException if one is null
     */
    public AnyOf {
      members = copyOf("or", members);
    }
  }

  /** Objects that each of {@code members} finds, by id. */
  record AllOf<T>(List<By<T>> members) implements By<T> {
    /**
     * Copies the members.
     *
     * @throws InvalidSelectorException if one is null
     */
    public AllOf {
      members = copyOf("and", members);
    }
  }

  /** Objects that {@code member} does not find, by id. */
  record Not<T>(By<T> member) implements By<T> {
    /**
     * Refuses null.
     *
     * @throws InvalidSelectorException if the member is null
     */
    public Not {
      checkPresent("not", member);
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

  /** Objects with the label {@code key=value} in their annotations. */
  static <T> By<T> label(String key, String value) {
    return new Equal<>(Index.LABEL, new Label(key, value).indexKey());
  }

  /** Objects whose annotations have a label {@code key} with any of {@code values}. */
  static <T> By<T> labelIn(String key, List<String> values) {
    return new In<>(
        Index.LABEL, values.stream().map(value -> new Label(key, value).indexKey()).toList());
  }

  /** Objects whose annotations have a label {@code key}, whatever its value. */
  static <T> By<T> hasLabel(String key) {
    return byId(new StartsWith<>(Index.LABEL, Label.keyPrefix(key)));
  }

  /** Objects with a label {@code key} in {@code labels}, whatever its value. */
  static <T> By<T> hasLabel(Index<? super T, Label> labels, String key) {
    return byId(new StartsWith<>(labels.name(), Label.keyPrefix(key)));
  }

  /** Objects that {@code index} holds under exactly {@code value}. */
  static <T, V> By<T> equal(Index<? super T, V> index, V value) {
    return new Equal<>(index.name(), index.key(value));
  }

  /** Objects that {@code index} holds under any of {@code values}; none for no values. */
  static <T, V> By<T> in(Index<? super T, V> index, List<? extends V> values) {
    return new In<>(index.name(), values.stream().map(index::key).toList());
  }

  /** Objects that {@code index} holds under a text that starts with {@code prefix}. */
  static <T> By<T> prefix(Index<? super T, String> index, String prefix) {
    return new StartsWith<>(index.name(), index.key(prefix));
  }

  /**
   * Objects that {@code index} holds under a value from {@code from} to before {@code to}, in the
   * order of the values.
   *
   * @param from the least value; null for no bound
   * @param to the least value that is not wanted any more; null for no bound
   */
  static <T, V> By<T> range(Index<? super T, V> index, V from, V to) {
    return new Range<>(
        index.name(), from == null ? "" : index.key(from), to == null ? null : index.key(to));
  }

  /** Objects that each of {@code members} finds; every object for no members. */
  static <T> By<T> and(List<By<T>> members) {
    return new AllOf<>(members);
  }

  /** Objects that each of {@code members} finds; every object for no members. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only copied.
  static <T> By<T> and(By<T>... members) {
    return new AllOf<>(Arrays.asList(members));
  }

  /** Objects that any of {@code members} finds; none for no members. */
  static <T> By<T> or(List<By<T>> members) {
    return new AnyOf<>(members);
  }

  /** Objects that any of {@code members} finds; none for no members. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Only copied.
  static <T> By<T> or(By<T>... members) {
    return new AnyOf<>(Arrays.asList(members));
  }

  /** Objects that {@code member} does not find. */
  static <T> By<T> not(By<T> member) {
    return new Not<>(member);
  }

  /** What this selector of {@code kind} is called in its table: see {@link Kind#select}. */
  @SuppressWarnings("unchecked") // Its type says only what the compiler lets it be used for.
  default By<?> inTableOf(Kind<T> kind) {
    return translate(part -> (By<Object>) kind.select(part));
  }

  /** The same with {@code replacement} of each selector that is not put together of others. */
  private <U> By<U> translate(Function<? super By<T>, ? extends By<U>> replacement) {
    if (this instanceof AnyOf<T> anyOf) {
      return new AnyOf<>(translate(anyOf.members(), replacement));
    }
    if (this instanceof AllOf<T> allOf) {
      return new AllOf<>(translate(allOf.members(), replacement));
    }
    if (this instanceof Not<T> not) {
      return new Not<>(not.member().translate(replacement));
    }
    return replacement.apply(this);
  }

  /** {@code by}, in the order of ids, whether or not a store keeps an index for it. */
  private static <T> By<T> byId(By<T> by) {
    return new AllOf<>(List.of(by));
  }

  private static <T, U> List<By<U>> translate(
      List<By<T>> members, Function<? super By<T>, ? extends By<U>> replacement) {
    List<By<U>> translated = new ArrayList<>(members.size());
    members.forEach(member -> translated.add(member.translate(replacement)));
    return translated;
  }

  private static <T> List<By<T>> copyOf(String combinator, List<By<T>> members) {
    members.forEach(member -> checkPresent(combinator, member));
    return List.copyOf(members);
  }

  private static void checkPresent(String combinator, By<?> member) {
    if (member == null) {
      throw new InvalidSelectorException(
          "a member of \"%s\" is null; use By.all() to find every object".formatted(combinator));
    }
  }

  private static String customKey(String key) {
    return IndexKey.part(IndexKey.ofText(key));
  }
}
