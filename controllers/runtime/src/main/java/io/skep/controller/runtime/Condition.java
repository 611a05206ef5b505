package io.skep.controller.runtime;

import io.skep.api.Annotations;
import io.skep.controller.Desired;
import io.skep.controller.EventPredicate;
import io.skep.informer.Event;
import io.skep.store.Marks;
import java.util.Map;
import java.util.Optional;

/**
 * Which events count, by the object as users see it and by what is stored. Pure.
 *
 * @param <S> the objects
 */
@FunctionalInterface
interface Condition<S> {
  /** Whether {@code event} counts, which is {@code change} in the store. */
  boolean test(Event<? extends S> event, NetChange change);

  /** What {@code predicate} says. */
  static <S> Condition<S> of(EventPredicate<S> predicate) {
    return (event, change) -> predicate.test(event);
  }

  /** Whether something else is asked for than before. */
  static boolean isNews(Event<?> event, NetChange change) {
    if (event instanceof Event.Updated<?> update) {
      Desired old = Desired.of(update.old(), change.oldAnnotations().orElseThrow());
      return Desired.of(update.object(), change.newAnnotations().orElseThrow()).isNewsAfter(old);
    }
    return true;
  }

  /**
   * {@link #isNews}, and whatever happens to an object that should have {@code finalizer} and has
   * not: whoever sees it adds it.
   */
  static Condition<Object> isNewsOrLacks(String finalizer) {
    return (event, change) -> isNews(event, change) || lacks(finalizer, change.newAnnotations());
  }

  private static boolean lacks(String finalizer, Optional<Annotations> annotations) {
    return annotations
        .filter(marks -> !Marks.has(marks, Marks.DELETING))
        .filter(marks -> !Marks.of(marks, Marks.FINALIZER).contains(finalizer))
        .isPresent();
  }

  /** Whether a reconciler has to see it even if its own run has written it: news, and labels. */
  static boolean isInput(Event<?> event, NetChange change) {
    return isNews(event, change)
        || !labels(change.oldAnnotations()).equals(labels(change.newAnnotations()));
  }

  private static Map<String, String> labels(Optional<Annotations> annotations) {
    return annotations.orElseThrow().getLabelsMap();
  }
}
