package io.skep.store.loop;

import java.time.Instant;
import java.time.InstantSource;

/** The one source of time. Any thread. */
public interface Clock extends InstantSource {
  /** The machine's clocks. For whoever assembles a program; everything else is handed a clock. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }

  /** The date and time, for stamps that people read. May jump. */
  @Override
  Instant instant();

  /** Nanoseconds since some fixed moment, for measuring and for timers. Never goes back. */
  long nanoTime();
}
