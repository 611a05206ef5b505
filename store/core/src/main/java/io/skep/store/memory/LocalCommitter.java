package io.skep.store.memory;

import io.skep.store.StoreClosedException;
import io.skep.store.Version;

/** Commits in this process alone: at once. */
final class LocalCommitter implements Committer {
  private final Head head;
  private final Supplies supplies;

  /** The highest number that any object or commit carries or carried. */
  private long highest;

  LocalCommitter(Head head, Supplies supplies) {
    this.head = head;
    this.supplies = supplies;
  }

  @Override
  public Transaction begin() {
    Root base = head.open();
    if (base.version().isAfter(new Version(highest))) { // A copy was installed.
      highest = base.version().index();
    }
    return new Transaction(base, new Version(highest + 1), supplies);
  }

  @Override
  public void ended(Transaction transaction) {
    // Also after a failure: its body has seen objects with this number, and nothing else may carry
    // it, or one of them could pass for an object that was stored.
    if (transaction.hasUsedVersion()) {
      highest = transaction.made().index();
    }
  }

  @Override
  public boolean commit(Prepared prepared, Decision decision) {
    if (head.isClosed()) {
      throw new StoreClosedException();
    }
    head.publish(prepared);
    return true;
  }

  @Override
  public boolean confirm(Transaction transaction, Decision decision) {
    return true;
  }

  @Override
  public void whenRoom(Runnable writable) {
    writable.run();
  }

  @Override
  public void close() {}
}
