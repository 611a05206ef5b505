package io.skep.informer;

import io.skep.store.Kind;
import java.util.function.Predicate;

/**
 * The informers of one feed. Users of the same view share one informer, which lives while anybody
 * holds it. Any thread.
 */
public interface Informers {
  /**
   * The informer of all objects of {@code kind}; give it back with {@link Informer#close}. Within
   * the store's process it costs a pointer and the indexes that only it declares.
   */
  <T> Informer<T> of(Kind<T> kind);

  /**
   * The informer of those objects of {@code kind} that {@code filter} accepts. It keeps a map of
   * its own. Shared by users that give the same filter instance.
   *
   * @param filter pure
   */
  <T> Informer<T> of(Kind<T> kind, Predicate<? super T> filter);

  /**
   * The informer that {@code options} describe; shared by users that ask for equal ones.
   *
   * @throws IllegalArgumentException if they name a field that the kind's messages do not have
   */
  <T> Informer<T> of(InformerOptions<T> options);

  /** Where the informers' changes come from. */
  Feed feed();
}
