package io.skep.informer;

import java.util.List;

/** How an informer is. Immutable. */
public sealed interface Health {
  /** The first snapshot is not readable yet. */
  record Starting() implements Health {}

  /** Everything up to {@link Informer#version} can be read and found. */
  record Synced() implements Health {}

  /**
   * The informer follows the store, but some objects cannot be read, or be found by an index,
   * because a function of the user's threw. It heals when those objects change or go.
   *
   * @param problems what is missing and why, a sentence for each function that threw
   */
  record Degraded(List<String> problems) implements Health {
    /** Copies the problems. */
    public Degraded {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Nothing changes any more.
   *
   * @param cause why
   */
  record Stopped(Throwable cause) implements Health {}
}
