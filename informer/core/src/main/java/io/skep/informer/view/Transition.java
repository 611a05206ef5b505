package io.skep.informer.view;

/**
 * What a commit did to one object, as a view sees it; or a step of a walk, which finds each object
 * as if it were new. Immutable.
 *
 * @param id the object's id, as the {@link io.skep.store.index.IndexKey#ofText bytes} by which maps
 *     are ordered
 * @param before the object as the view showed it; null if it did not
 * @param after the object as the view will show it; null if it will not
 * @param failure why {@code after} cannot be read, and so is null; null otherwise
 */
public record Transition<T>(String id, T before, T after, RuntimeException failure) {
  /** Whether the view shows something else now. */
  public boolean isVisible() {
    return before != after;
  }
}
