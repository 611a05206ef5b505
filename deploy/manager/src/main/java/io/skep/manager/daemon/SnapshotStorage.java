package io.skep.manager.daemon;

import io.micrometer.core.instrument.MeterRegistry;
import io.skep.api.Snapshot;
import io.skep.controller.health.Standing;
import io.skep.controller.lease.LogLeadership;
import io.skep.manager.config.Settings;
import io.skep.manager.disk.SnapshotFolder;
import io.skep.manager.members.Roster;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Clock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state in memory, and in snapshots from time to time. */
final class SnapshotStorage implements Storage {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStorage.class);

  private final MemoryStore store;
  private final SnapshotFolder folder;
  private final SnapshotTimer timer;
  private final Duration stopLimit;

  private SnapshotStorage(
      MemoryStore store, SnapshotFolder folder, SnapshotTimer timer, Duration stopLimit) {
    this.store = store;
    this.folder = folder;
    this.timer = timer;
    this.stopLimit = stopLimit;
  }

  /**
   * Loads the newest snapshot.
   *
   * @throws io.skep.manager.disk.DamagedSnapshotException if it cannot be loaded
   * @throws IOException if the folder cannot be used, or a durable store was kept in it
   */
  static SnapshotStorage open(Settings settings, Vertx vertx, Clock clock, MeterRegistry meters)
      throws IOException {
    SnapshotFolder folder = SnapshotFolder.open(settings.data());
    var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withMeters(meters));
    try {
      if (LogStorage.isIn(settings.data())) {
        throw new IOException(
            "%s holds a durable store, which store: memory would pass over; start with store: durable, or take another folder"
                .formatted(settings.data()));
      }
      folder
          .load(store, settings.usePreviousSnapshot())
          .ifPresentOrElse(
              file -> LOG.info("loaded {}: history {}", file, store.historyId()),
              () ->
                  LOG.info("a new cluster in {}: history {}", settings.data(), store.historyId()));
    } catch (IOException | RuntimeException e) {
      store.close();
      folder.close();
      throw e;
    }
    var timer = new SnapshotTimer(vertx, store, folder, settings.snapshotInterval(), clock, meters);
    return new SnapshotStorage(store, folder, timer, settings.stopLimit());
  }

  @Override
  public Store store() {
    return store;
  }

  @Override
  public Optional<LogLeadership> leadership() {
    return Optional.empty();
  }

  @Override
  public Optional<Roster> roster() {
    return Optional.empty();
  }

  @Override
  public Future<Void> caughtUp() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> newest() {
    return Future.succeededFuture();
  }

  @Override
  public Future<Throwable> broken() {
    return Promise.<Throwable>promise().future(); // What cannot be saved is tried again.
  }

  @Override
  public Standing standing() {
    return Standing.GOOD;
  }

  @Override
  public void start() throws IOException {
    timer.start();
  }

  @Override
  public void stop() throws IOException {
    try {
      timer.stop();
      Snapshot last = Waiting.await(store.stop(), stopLimit, "the stop of the store");
      folder.saveLast(last);
      LOG.info("saved everything to {}", folder.newest());
    } finally {
      folder.close();
    }
  }

  @Override
  public void abandon() throws IOException {
    timer.stop();
    store.close();
    folder.close();
  }
}
