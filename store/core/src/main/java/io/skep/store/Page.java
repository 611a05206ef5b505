package io.skep.store;

import java.util.List;
import java.util.Objects;

/**
 * Some of the objects that a selector finds, in its order.
 *
 * @param objects at most as many as were asked for; empty only if there are no more
 * @param end the place after the last of them
 * @param hasMore whether there are objects after that place in the same snapshot
 */
public record Page<T>(List<T> objects, PageCursor end, boolean hasMore) {
  /** Copies the objects. */
  public Page {
    objects = List.copyOf(objects);
    Objects.requireNonNull(end, "end");
  }
}
