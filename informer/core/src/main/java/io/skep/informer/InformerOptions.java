package io.skep.informer;

import io.skep.store.Kind;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Which objects of a kind an informer shows, and what of them. Immutable.
 *
 * <pre>{@code
 * informers.of(InformerOptions.of(Kinds.TASK).only("node_id", "status.state"));
 * }</pre>
 *
 * <p>Users that ask for equal options share one informer: kinds and fields compare by value,
 * functions as the instances that they are, so declare those once as constants. Without any of the
 * three an informer shows the store's own objects and costs a pointer; with any it keeps a map of
 * its own. An object passes the filter first, then the projection, then the transform.
 *
 * @param kind whose objects
 * @param filter says which of them, asked with the whole object; null for all. Pure
 * @param fields the paths of the fields to keep, sorted; empty for all
 * @param transform what is shown in the place of an object; null for the object itself
 */
public record InformerOptions<T>(
    Kind<T> kind, Predicate<? super T> filter, List<String> fields, UnaryOperator<T> transform) {
  /** Sorts the fields. */
  public InformerOptions {
    Objects.requireNonNull(kind, "kind");
    fields = fields.stream().distinct().sorted().toList();
  }

  /** All objects of {@code kind}, as they are. */
  public static <T> InformerOptions<T> of(Kind<T> kind) {
    return new InformerOptions<>(kind, null, List.of(), null);
  }

  /** These options for only those objects that {@code newFilter} accepts. */
  public InformerOptions<T> where(Predicate<? super T> newFilter) {
    return new InformerOptions<>(
        kind, Objects.requireNonNull(newFilter, "filter"), fields, transform);
  }

  /**
   * These options with a projection: objects have no other fields than these and {@linkplain
   * io.skep.store.Table#identity those that say which object it is}, which are always kept: id,
   * version, name, owners, deletion time and labels. Further calls add fields.
   *
   * @param paths fields of a table's messages, for example {@code status.state}; a field of a
   *     repeated field is not one, name the repeated field
   */
  public InformerOptions<T> only(String... paths) {
    return new InformerOptions<>(
        kind, filter, Stream.concat(fields.stream(), Stream.of(paths)).toList(), transform);
  }

  /**
   * These options with a transform, which is given each object that is shown, new or changed, and
   * never one that is gone. An object that it throws on is left out, and the informer {@linkplain
   * Health.Degraded says so}.
   *
   * @param newTransform pure; gives an object of the same id; may be called again with an object
   *     that it has seen
   */
  public InformerOptions<T> through(UnaryOperator<T> newTransform) {
    return new InformerOptions<>(
        kind, filter, fields, Objects.requireNonNull(newTransform, "transform"));
  }

  /** Whether informers show something else than the store's own objects. */
  public boolean needsOwnObjects() {
    return filter != null || !fields.isEmpty() || transform != null;
  }
}
