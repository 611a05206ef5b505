package io.skep.informer;

import io.skep.store.Kind;
import io.skep.store.Version;

/**
 * A handler that was to get every single event was too slow for them, and has been closed. Add it
 * again, to start from a new snapshot; make it quicker or its limit higher, or let events be
 * merged.
 */
public final class BacklogExceededException extends InformerException {
  private static final long serialVersionUID = 1L;

  /** The event of {@code version} found {@code limit} others waiting. */
  public BacklogExceededException(Kind<?> kind, int limit, Version version) {
    super(
        "a handler of kind %s has been closed at version %s, as %d events waited for it and none may be dropped; add it again for a new start, with a higher limit or with events merged"
            .formatted(kind.name(), version, limit));
  }
}
