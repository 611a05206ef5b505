package io.skep.store.loop;

import java.time.Instant;
import java.time.InstantSource;

/** The one source of time. Any thread. */
public interface Clock extends InstantSource {
  /** The date and time, for stamps that people read. May jump. */
  @Override
  Instant instant();

  /** Nanoseconds since some fixed moment, for measuring and for timers. Never goes back. */
  long nanoTime();
}
