package io.skep.store.memory;

import io.skep.store.StoreClosedException;
import io.skep.store.changelog.ChangeLog;
import io.skep.store.changelog.LogBounds;
import io.skep.store.changelog.Watchers;

/**
 * The newest published root, and the log of how it came about. Only the writer publishes; any
 * thread reads.
 */
final class Head {
  private final ChangeLog log;
  private final Watchers watchers;
  private final Newest newest;
  private volatile Root root;
  private volatile boolean closed;

  Head(Root first, LogBounds bounds) {
    this.root = first;
    this.log = new ChangeLog(bounds);
    this.watchers = new Watchers(log, this::root);
    this.newest = new Newest(first.schema());
  }

  /** The newest root, also of a closed store. */
  Root root() {
    return root;
  }

  /**
   * The newest root.
   *
   * @throws StoreClosedException if the store is closed
   */
  Root open() {
    if (closed) {
      throw new StoreClosedException();
    }
    return root;
  }

  ChangeLog log() {
    return log;
  }

  Watchers watchers() {
    return watchers;
  }

  /**
   * Makes the root of {@code prepared} the newest one. A commit without changes is not announced.
   */
  void publish(Prepared prepared) {
    // In this order: whoever sees the root finds the commit in the log, and what is newest for it;
    // whoever is given the commit finds at least this root.
    newest.publish(prepared.draft(), prepared.root());
    if (!prepared.commit().changes().isEmpty()) {
      log.append(prepared.commit(), prepared.root());
    }
    root = prepared.root();
    watchers.published();
  }

  /** Makes {@code next} the newest root, without the commits that led to it. */
  void install(Installed next) {
    newest.publish(next.draft(), next.root());
    log.skip(next.root());
    root = next.root();
    watchers.published();
  }

  boolean isClosed() {
    return closed;
  }

  /** Ends all watchers and {@link #open}. Idempotent. */
  void close() {
    closed = true;
    watchers.close();
  }
}
