package io.skep.controller;

import io.skep.informer.Event;

/**
 * Which events ask for a run. Filters what is queued, never what can be read. Pure.
 *
 * @param <S> the objects
 */
@FunctionalInterface
public interface EventPredicate<S> {
  /** Whether {@code event} counts. */
  boolean test(Event<? extends S> event);

  /** Every event. */
  static <S> EventPredicate<S> any() {
    return event -> true;
  }

  /** Events that both accept. */
  default EventPredicate<S> and(EventPredicate<? super S> other) {
    return event -> test(event) && other.test(event);
  }

  /** Events that either accepts. */
  default EventPredicate<S> or(EventPredicate<? super S> other) {
    return event -> test(event) || other.test(event);
  }

  /** Events that this does not accept. */
  default EventPredicate<S> not() {
    return event -> !test(event);
  }
}
