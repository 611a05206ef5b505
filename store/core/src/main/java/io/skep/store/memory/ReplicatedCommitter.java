package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreBusyException;
import io.skep.store.StoreClosedException;
import io.skep.store.StoreException;
import io.skep.store.TransactionTooLargeException;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import io.skep.store.replication.ApplyRule;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;

/**
 * Commits through a replicated log: a transaction is proposed, and published when the log brings
 * it. One proposal at a time is under way.
 *
 * <p>The writer calls it from one side and the proposer from the other; the monitor guards what
 * they share and is never held while foreign code runs. Only the proposer's calls publish.
 */
final class ReplicatedCommitter implements Committer, Replica {
  // How it works. While it leads, this is either open for writes or waits for a barrier. It waits
  // at the beginning of an epoch and after an outcome that is unknown: a barrier that is committed
  // and takes effect decides all entries that were proposed before it, as any of them that comes
  // later has a lower epoch or a base that is not the newest version any more. A barrier may get
  // lost as well; then the next write, which is told to come again, causes another one.

  private final Head head;
  private final Clock clock;
  private final Proposer proposer;

  /** Used by the proposer's calls only. */
  private final ApplyRule rule = new ApplyRule();

  private final Numbers numbers = new Numbers();
  private boolean closed;
  private boolean leading;

  /** The epoch of leadership; counts only while leading. */
  private long epoch;

  /** Whether a barrier must take effect before the next transaction. */
  private boolean unsettled;

  /** The version of the barrier that is under way; 0 for none. */
  private long barrier;

  /** The transaction that is under way, or null. */
  private Proposal proposal;

  /** Why this replica applies no more entries, or null. */
  private RuntimeException broken;

  /** The epoch in which the open transaction began. The writer's. */
  private long begunIn;

  ReplicatedCommitter(Head head, Clock clock, Proposer proposer) {
    this.head = head;
    this.clock = clock;
    this.proposer = proposer;
  }

  @Override
  public Transaction begin() {
    LogEntry due;
    synchronized (this) {
      checkWritable();
      if (!unsettled && !numbers.isSpent()) {
        begunIn = epoch;
        return new Transaction(head.open(), new Version(numbers.next()), clock);
      }
      due = nextBarrier();
    }
    propose(due);
    throw new StoreBusyException(
        "the replicated log has not decided an earlier write, or the beginning of this leadership");
  }

  private void checkWritable() {
    if (closed) {
      throw new StoreClosedException();
    }
    if (broken != null) {
      throw new IllegalStateException("this replica has stopped applying the log", broken);
    }
    if (!leading) {
      throw new ProposalRefusedException(
          "this replica follows; write to the one that leads, or wait until this one does");
    }
  }

  @Override
  public synchronized void ended(Transaction transaction) {
    if (transaction.hasUsedVersion()) {
      numbers.use(transaction.made().index());
    }
  }

  @Override
  public void commit(Prepared prepared, Decision decision) {
    LogEntry entry = Entries.of(prepared, begunIn);
    long size = Entries.size(entry);
    StoreException refusal = null;
    synchronized (this) {
      if (closed) {
        refusal = new StoreClosedException();
      } else if (size > BatchLimits.MOST_BYTES) {
        refusal = new TransactionTooLargeException(size, BatchLimits.MOST_BYTES);
      } else if (!leading || epoch != begunIn) {
        refusal = new ProposalRefusedException("leadership was lost before it was proposed");
      } else {
        proposal = new Proposal(entry, prepared, decision);
      }
    }
    if (refusal == null) {
      propose(entry);
    } else {
      decision.failed(refusal);
    }
  }

  @Override
  public void leading(long newEpoch, Version highest) {
    LogEntry due;
    Proposal lost;
    synchronized (this) {
      lost = loseAll();
      leading = true;
      epoch = newEpoch;
      numbers.beginEpoch(highest.index());
      unsettled = true;
      due = nextBarrier();
    }
    propose(due);
    unknown(lost, "was under way when a new leadership began");
  }

  @Override
  public void following() {
    Proposal lost;
    synchronized (this) {
      lost = loseAll();
      leading = false;
    }
    unknown(lost, "was under way when leadership was lost");
  }

  @Override
  public void committed(LogEntry entry) {
    Proposal own;
    synchronized (this) {
      if (closed) {
        return;
      }
      if (broken != null) {
        throw broken;
      }
      note(entry);
      own = take(entry);
    }
    boolean effective = rule.admits(entry, head.root().version());
    if (effective) {
      publish(entry, own);
    }
    settle(entry, effective);
    if (own != null && effective) {
      own.decision.committed();
    } else if (own != null) {
      own.decision.failed(
          new ProposalRefusedException(
              "version %s came first, and it was built on %s"
                  .formatted(head.root().version(), new Version(entry.getBase()))));
    }
  }

  /** Keeps apart the numbers of leaders, of which some do not know that they are deposed. */
  private void note(LogEntry entry) {
    int order = Long.compareUnsigned(entry.getEpoch(), epoch);
    if (leading && order > 0) {
      leading = false; // Somebody else leads. What is under way here is still to be answered.
    }
    if (leading && order < 0) {
      numbers.beginEpoch(entry.getVersion());
    } else {
      numbers.foundInLog(entry.getVersion());
    }
  }

  private void publish(LogEntry entry, Proposal own) {
    try {
      // A root is the same wherever its version is, so the one that the transaction was built on is
      // the newest one now.
      head.publish(own == null ? Entries.applied(entry, head.root()) : own.prepared);
    } catch (RuntimeException e) {
      synchronized (this) {
        broken = e;
      }
      throw e;
    }
  }

  /** The proposal that {@code entry} is the answer to; null if it is somebody else's. */
  private Proposal take(LogEntry entry) {
    Proposal own = proposal;
    if (own == null || !own.is(entry.getVersion()) || own.entry.getEpoch() != entry.getEpoch()) {
      return null;
    }
    proposal = null;
    return own;
  }

  /** Opens for writes if {@code entry} is the barrier that is waited for. */
  private synchronized void settle(LogEntry entry, boolean effective) {
    if (barrier != 0 && entry.getVersion() == barrier && entry.getEpoch() == epoch) {
      barrier = 0;
      unsettled = !effective; // Else a later leader has begun, and will be made known.
    }
  }

  @Override
  public void refused(Version version, String reason) {
    Proposal refused;
    synchronized (this) {
      refused = unanswered(version);
    }
    if (refused != null) {
      refused.decision.failed(new ProposalRefusedException(reason));
    }
  }

  @Override
  public void outcomeUnknown(Version version, String reason) {
    Proposal lost;
    LogEntry due = null;
    synchronized (this) {
      lost = unanswered(version);
      if (lost != null && leading) {
        unsettled = true;
        due = nextBarrier();
      }
    }
    propose(due);
    unknown(lost, "may be committed or not: " + reason);
  }

  /** The proposal with {@code version}, which is no more; null if it is not the one under way. */
  private Proposal unanswered(Version version) {
    if (barrier == version.index()) {
      barrier = 0;
    }
    if (closed || proposal == null || !proposal.is(version.index())) {
      return null;
    }
    Proposal found = proposal;
    proposal = null;
    return found;
  }

  @Override
  public void close() {
    Proposal lost;
    synchronized (this) {
      closed = true;
      lost = loseAll();
    }
    unknown(lost, "was under way when the store was closed");
    proposer.close();
  }

  private Proposal loseAll() {
    Proposal lost = proposal;
    proposal = null;
    barrier = 0;
    return lost;
  }

  private static void unknown(Proposal lost, String details) {
    if (lost != null) {
      lost.decision.failed(
          new OutcomeUnknownException(new Version(lost.entry.getVersion()), details));
    }
  }

  /** A barrier to propose; null if one is under way. */
  private LogEntry nextBarrier() {
    if (barrier != 0) {
      return null;
    }
    barrier = numbers.next();
    numbers.use(barrier);
    return Entries.barrier(barrier, head.root().version(), epoch);
  }

  /** Outside of the monitor. */
  private void propose(LogEntry entry) {
    if (entry != null) {
      proposer.propose(entry);
    }
  }

  /** A transaction that was proposed. */
  private record Proposal(LogEntry entry, Prepared prepared, Decision decision) {
    boolean is(long version) {
      return entry.getVersion() == version;
    }
  }
}
