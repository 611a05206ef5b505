package io.skep.store;

import java.util.Objects;

/**
 * Who wrote a transaction, and what led to it. Travels with the commit to every watcher. Immutable.
 *
 * @param writer names the writer, for example a controller and the key it worked on; empty when not
 *     told
 * @param traceId links the commit to its cause; empty when not told
 */
public record Origin(String writer, String traceId) {
  /** Nobody in particular. */
  public static final Origin NONE = new Origin("", "");

  /** Refuses nulls. */
  public Origin {
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(traceId, "traceId");
  }

  /** {@code writer}, for no told cause. */
  public static Origin of(String writer) {
    return new Origin(writer, "");
  }
}
