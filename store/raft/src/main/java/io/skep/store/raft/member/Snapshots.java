package io.skep.store.raft.member;

import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.raft.snapshot.SnapshotFiles;
import io.skep.store.replication.Replica;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when a snapshot is due, and writes it while the store goes on; one at a time. On the
 * replica's thread, but for the writing.
 */
final class Snapshots implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  /** What a record costs beside its bytes, so that many small ones count as well. */
  private static final int RECORD_BYTES = 256;

  private final SnapshotFiles files;
  private final long dueBytes;
  private final LongConsumer shortenLog;
  private final ExecutorService writer;
  private final Clock clock;

  private long bytes;

  /** Read by the replica's thread; what the writer has written counts once it is there. */
  private volatile TermIndex newest = TermIndex.INITIAL_VALUE;

  private volatile boolean writing;

  private volatile long newestNanos;
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * One every {@code dueBytes}; {@code shortenLog} drops entries up to the one that it is given.
   */
  Snapshots(String name, SnapshotFiles files, long dueBytes, LongConsumer shortenLog, Clock clock) {
    this.clock = clock;
    newestNanos = clock.nanoTime();
    this.files = files;
    this.dueBytes = dueBytes;
    this.shortenLog = shortenLog;
    writer = Executors.newSingleThreadExecutor(new DaemonThread(name));
  }

  /** There is one at {@code at}. */
  void beginAfter(TermIndex at) {
    isThere(at);
    bytes = 0;
  }

  private synchronized void isThere(TermIndex at) {
    newestNanos = clock.nanoTime();
    if (at.compareTo(newest) > 0) {
      newest = at;
    }
  }

  /** How many seconds ago one was written or loaded; before that, since the start. */
  double ageSeconds() {
    return (clock.nanoTime() - newestNanos) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** How often one could not be written. */
  int failures() {
    return failures.get();
  }

  /** The log has grown by {@code size}, up to {@code at}. */
  void add(int size, TermIndex at, Supplier<Taken> take) {
    bytes += size + RECORD_BYTES;
    if (bytes >= dueBytes && !writing) {
      write(take.get(), at, Promise.promise());
    }
  }

  /** Writes {@code taken}, which the log up to {@code at} has made. */
  void write(Taken taken, TermIndex at, Promise<Void> done) {
    bytes = 0;
    writing = true;
    try {
      writer.execute(() -> writeNow(taken, at, done));
    } catch (RejectedExecutionException e) {
      writing = false;
      done.fail(new IllegalStateException("this member is closed", e));
    }
  }

  private void writeNow(Taken taken, TermIndex at, Promise<Void> done) {
    try {
      if (at.compareTo(newest) > 0) { // Else there is one.
        long notNeeded = files.write(taken.image(), at, taken.highest());
        isThere(at);
        if (notNeeded >= 0) {
          shortenLog.accept(notNeeded);
        }
      }
      done.tryComplete();
    } catch (IOException | RuntimeException e) {
      failures.incrementAndGet();
      LOG.warn("no snapshot could be written at {}; the log stays as long as it is", at, e);
      done.tryFail(e);
    } finally {
      writing = false;
    }
  }

  /** Ends what is being written. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(1, TimeUnit.MINUTES); // It is as long as the disk takes.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What a snapshot holds.
   *
   * @param highest the highest version that any entry up to there carries
   */
  record Taken(Replica.Image image, Version highest) {}
}
