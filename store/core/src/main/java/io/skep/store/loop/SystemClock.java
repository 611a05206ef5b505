package io.skep.store.loop;

import java.time.Instant;

/** The machine's clocks: the one place where Skep reads them. */
enum SystemClock implements Clock {
  INSTANCE;

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }
}
