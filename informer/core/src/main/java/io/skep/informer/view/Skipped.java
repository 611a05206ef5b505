package io.skep.informer.view;

import io.skep.store.Version;
import io.skep.store.loop.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the objects of one kind that are left out because they cannot be read: each as often as a
 * walk or a commit comes upon it. Logs no more than one line a minute. Any thread.
 */
public final class Skipped {
  private static final Logger LOG = LoggerFactory.getLogger(Skipped.class);

  private static final long QUIET = Duration.ofMinutes(1).toNanos();

  private final String kind;
  private final Clock clock;

  // Guarded by this.
  private long count;
  private long countAtLine;
  private long lineAt;
  private long lines;

  /** None yet of the kind named {@code kind}. */
  public Skipped(String kind, Clock clock) {
    this.kind = kind;
    this.clock = clock;
  }

  /** How many there were. */
  public synchronized long count() {
    return count;
  }

  /** How many lines were logged of them. */
  synchronized long lines() {
    return lines;
  }

  void leftOut(String id, Version version, RuntimeException cause) {
    long since;
    synchronized (this) {
      count++;
      long now = clock.nanoTime();
      if (lines > 0 && now - lineAt < QUIET) {
        return;
      }
      since = count - countAtLine;
      countAtLine = count;
      lineAt = now;
      lines++;
    }
    LOG.warn(
        "{} \"{}\" cannot be read at version {} and is left out ({} of that kind since the last such line): {}",
        kind,
        id,
        version,
        since,
        cause.toString());
  }
}
