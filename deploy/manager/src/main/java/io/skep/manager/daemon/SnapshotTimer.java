package io.skep.manager.daemon;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.skep.manager.disk.SnapshotFolder;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.memory.MemoryStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a store again and again, on a worker thread, whenever it has changed; and tells how old the
 * saved state is. Any thread.
 */
final class SnapshotTimer {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotTimer.class);

  private final Vertx vertx;
  private final MemoryStore store;
  private final SnapshotFolder folder;
  private final Duration interval;
  private final Clock clock;
  private final Counter failures;

  // Guarded by this.
  private Version saved;
  private boolean stopped;

  /** When all that is in the store now was known to be on disk; read by whoever scrapes. */
  private volatile long savedNanos;

  SnapshotTimer(
      Vertx vertx,
      MemoryStore store,
      SnapshotFolder folder,
      Duration interval,
      Clock clock,
      MeterRegistry meters) {
    this.vertx = vertx;
    this.store = store;
    this.folder = folder;
    this.interval = interval;
    this.clock = clock;
    this.savedNanos = clock.nanoTime();
    this.failures =
        Counter.builder("skep.snapshot.failures")
            .description("how often a snapshot could not be saved")
            .register(meters);
    Gauge.builder("skep.snapshot.age", this, SnapshotTimer::ageSeconds)
        .description("seconds since everything was saved")
        .register(meters);
  }

  private double ageSeconds() {
    return (clock.nanoTime() - savedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** Saves on the timer; the first snapshot of all at once. */
  synchronized void start() throws IOException {
    if (!Files.exists(folder.newest())) {
      save();
    }
    next();
  }

  private void next() {
    vertx.setTimer(
        interval.toMillis(), due -> vertx.executeBlocking(this::tick).onComplete(any -> next()));
  }

  private synchronized Void tick() {
    if (!stopped) {
      try {
        save();
      } catch (IOException | RuntimeException e) {
        failures.increment();
        LOG.error("the snapshot could not be saved; what has changed since is in memory only", e);
      }
    }
    return null;
  }

  private void save() throws IOException {
    long before = clock.nanoTime();
    Version now = store.view().version();
    if (!now.equals(saved)) {
      folder.save(store);
      saved = now;
      LOG.debug("saved version {} to {}", now, folder.newest());
    }
    savedNanos = before;
  }

  /** Saves no more; waits for what is being saved. */
  synchronized void stop() {
    stopped = true;
  }
}
