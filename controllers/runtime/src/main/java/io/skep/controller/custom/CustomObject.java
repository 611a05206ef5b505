package io.skep.controller.custom;

/**
 * What a record must be to be a {@linkplain CustomKind kind}:
 *
 * <pre>{@code
 * record Website(ObjectMeta meta, Spec spec, Status status) implements CustomObject<Website.Spec, Website.Status> {
 *   record Spec(String domain, int replicas) {}
 *   record Status(String phase) {}
 * }
 * }</pre>
 *
 * <p>Exactly these three components, in any order. Spec and status are written as JSON by Jackson,
 * with its annotations if they have any; they should be immutable.
 *
 * @param <S> what is asked for; never null in a stored object
 * @param <U> what is, as controllers report it; null until one does. {@link Void} for a kind
 *     without
 */
public interface CustomObject<S, U> {
  /** Who it is. */
  ObjectMeta meta();

  /** What is asked for. */
  S spec();

  /** What is; null if nobody has said. */
  U status();
}
