package io.skep.informer;

import io.skep.store.Kind;
import io.skep.store.Version;

/**
 * An informer has not come to the version that a read was to show, within the time that the reader
 * had, or too many readers wait already. Trying again may help; {@link Informer#reader} gives what
 * there is.
 */
public final class StaleReadException extends InformerException {
  private static final long serialVersionUID = 1L;

  /**
   * A read that came to nothing.
   *
   * @param reached the version that the informer shows
   * @param reason why nobody waits any longer, as part of a sentence
   */
  public StaleReadException(Kind<?> kind, Version wanted, Version reached, String reason) {
    super(
        "the informer of kind %s is at version %s, not yet at %s, and %s; try again later, or read what it shows now"
            .formatted(kind.name(), reached, wanted, reason));
  }
}
