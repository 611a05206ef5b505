package io.skep.store.raft.member;

import io.skep.api.v1.LogEntry;
import io.skep.api.v1.LogRecord;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Hands transactions to the engine. While as many records are under way as are good for it, further
 * transactions wait, and go together into the next record: the more are waiting, the fewer records
 * they need. Any thread; none is held up.
 */
final class Sender {
  /**
   * More than disk and network work on at the same time, or one would wait for the other's answer;
   * not many more, or there is nothing to group. A choice; no setting has been shown to be best.
   */
  private static final int RECORDS_UNDER_WAY = 4;

  /** A record begins below this and may go over by one transaction, which is 1.5 MiB at most. */
  private static final int RECORD_BYTES = 1 << 20;

  private final ExecutorService thread;
  private final Consumer<Sent> engine;

  private final Deque<LogEntry> waiting = new ArrayDeque<>();
  private List<Promise<Void>> marks = new ArrayList<>();
  private int underWay;
  private boolean awake;

  /** {@code engine} takes a record on this sender's thread, and may wait for its turn. */
  Sender(String name, Consumer<Sent> engine) {
    this.engine = engine;
    thread = Executors.newSingleThreadExecutor(new DaemonThread(name));
  }

  /** Sends {@code entry} after those before it. Their number is bounded by the replica. */
  void send(LogEntry entry) {
    synchronized (this) {
      waiting.addLast(entry);
    }
    wake();
  }

  /** Completes {@code mark} when a record that is sent after this call has been applied. */
  void mark(Promise<Void> mark) {
    synchronized (this) {
      marks.add(mark);
    }
    wake();
  }

  /** How many records are not answered. */
  synchronized int underWay() {
    return underWay;
  }

  /** A record was answered. */
  void answered() {
    synchronized (this) {
      underWay--;
    }
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (awake || !hasNext()) {
        return;
      }
      awake = true;
    }
    try {
      thread.execute(this::sendAll);
    } catch (RejectedExecutionException e) {
      failMarks(); // It is closed, and so is the replica.
    }
  }

  private boolean hasNext() {
    return underWay < RECORDS_UNDER_WAY && !(waiting.isEmpty() && marks.isEmpty());
  }

  private void sendAll() {
    for (Sent next = next(); next != null; next = next()) {
      engine.accept(next);
    }
  }

  private synchronized Sent next() {
    if (!hasNext()) {
      awake = false;
      return null;
    }
    var record = LogRecord.newBuilder();
    for (long bytes = 0; bytes < RECORD_BYTES && !waiting.isEmpty(); ) {
      LogEntry entry = waiting.removeFirst();
      bytes += entry.getSerializedSize();
      record.addEntries(entry);
    }
    var sent = new Sent(record.build(), marks);
    marks = new ArrayList<>();
    underWay++;
    return sent;
  }

  /** Sends nothing more. */
  void close() {
    thread.shutdownNow();
    failMarks();
  }

  private void failMarks() {
    List<Promise<Void>> left;
    synchronized (this) {
      left = marks;
      marks = new ArrayList<>();
    }
    left.forEach(mark -> mark.tryFail(new IllegalStateException("this member is closed")));
  }

  /** A record under way. */
  static final class Sent {
    private final LogRecord record;
    private final List<Promise<Void>> marks;

    /** Written by the thread that submits it, read by the replica's. */
    private volatile boolean inLog;

    private Sent(LogRecord record, List<Promise<Void>> marks) {
      this.record = record;
      this.marks = marks;
    }

    LogRecord record() {
      return record;
    }

    List<Promise<Void>> marks() {
      return marks;
    }

    /** The engine is about to put it into its log. */
    void enterLog() {
      inLog = true;
    }

    /** Whether it may be in a log, or may get there. */
    boolean mayBeInLog() {
      return inLog;
    }
  }
}
