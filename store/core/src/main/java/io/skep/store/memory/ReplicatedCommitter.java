package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreBusyException;
import io.skep.store.StoreClosedException;
import io.skep.store.TransactionTooLargeException;
import io.skep.store.Version;
import io.skep.store.replication.ApplyRule;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.io.IOException;
import java.io.InputStream;

/**
 * Commits through a replicated log: a transaction is proposed, and published when the log brings
 * it. Meanwhile the next one is built on it; see {@link Pipeline}.
 *
 * <p>The writer calls it from one side and the proposer from the other; the monitor guards what
 * they share and is never held while foreign code runs. Only the proposer's calls publish.
 */
final class ReplicatedCommitter implements Committer, Replica {
  // How it works. An entry that takes effect is published before it leaves the pipeline, and one of
  // somebody else before the pipeline is dropped. So whoever finds the pipeline empty finds the
  // root that the next transaction must be built on published, and whoever finds a stale base in it
  // is refused when it adds to it.

  private final Head head;
  private final Supplies supplies;
  private final Proposer proposer;
  private final Pipeline pipeline;

  /** Used by the proposer's calls only. */
  private final ApplyRule rule = new ApplyRule();

  private final Leadership leadership = new Leadership();
  private boolean closed;

  /** Why this replica applies no more entries, or null. */
  private RuntimeException broken;

  /** Who waits for room in the pipeline, or null. */
  private Runnable waiting;

  /** The epoch in which the open transaction began. The writer's. */
  private long begunIn;

  /** What the open transaction is built on; null for a root that was published. The writer's. */
  private Proposal begunOn;

  ReplicatedCommitter(Head head, Supplies supplies, Proposer proposer) {
    this.head = head;
    this.supplies = supplies;
    this.proposer = proposer;
    this.pipeline = new Pipeline(proposer.limits());
  }

  @Override
  public Transaction begin() {
    LogEntry due;
    synchronized (this) {
      checkWritable();
      if (leadership.isOpen()) {
        begunIn = leadership.epoch();
        begunOn = pipeline.newest();
        Root base = begunOn == null ? head.open() : begunOn.root();
        return new Transaction(base, new Version(leadership.nextNumber()), supplies);
      }
      due = leadership.dueBarrier(head.root().version());
    }
    propose(due);
    throw undecided();
  }

  private void checkWritable() {
    if (closed) {
      throw new StoreClosedException();
    }
    if (broken != null) {
      throw new IllegalStateException("this replica has stopped applying the log", broken);
    }
    if (!leadership.isHeld()) {
      throw ProposalRefusedException.follows(proposer.leader());
    }
  }

  private static StoreBusyException undecided() {
    return new StoreBusyException(
        "the replicated log has not decided an earlier write, or the beginning of this leadership");
  }

  @Override
  public synchronized void ended(Transaction transaction) {
    if (transaction.hasUsedVersion()) {
      leadership.use(transaction.made().index());
    }
  }

  @Override
  public boolean commit(Prepared prepared, Decision decision) {
    LogEntry entry = Entries.of(prepared, begunIn);
    long size = Entries.size(entry);
    synchronized (this) {
      checkBase(prepared);
      if (size > BatchLimits.MOST_BYTES) {
        throw new TransactionTooLargeException(size, BatchLimits.MOST_BYTES);
      }
      pipeline.add(new Proposal(entry, prepared, decision));
    }
    propose(entry);
    return false;
  }

  /** Refuses a transaction whose base is not what the next one must be built on, any more. */
  private void checkBase(Prepared prepared) {
    if (closed) {
      throw new StoreClosedException();
    }
    if (!leadership.isHeldIn(begunIn)) {
      throw new ProposalRefusedException("leadership was lost before it was proposed");
    }
    if (begunOn != null && begunOn.isLost()) {
      throw begunOn.baseLost();
    }
    if (!leadership.isSettled()) {
      throw undecided();
    }
    Proposal newest = pipeline.newest();
    Root base = prepared.draft().base();
    if ((newest == null ? head.root() : newest.root()) != base) {
      throw new ProposalRefusedException(
          "another entry came before it was proposed, and it was built on " + base.version());
    }
  }

  @Override
  public synchronized boolean confirm(Transaction transaction, Decision decision) {
    if (begunOn == null || begunOn.isCommitted()) {
      return true;
    }
    if (begunOn.isLost() || begunOn.isUnknown()) {
      throw begunOn.baseLost();
    }
    begunOn.addReader(decision);
    return false;
  }

  /** How many transactions are under way. */
  synchronized int underWay() {
    return pipeline.size();
  }

  /** How many bytes their entries have. */
  synchronized long bytesUnderWay() {
    return pipeline.bytes();
  }

  @Override
  public void whenRoom(Runnable writable) {
    synchronized (this) {
      if (!hasRoom()) {
        waiting = writable;
        return;
      }
    }
    writable.run();
  }

  /** Also where {@link #begin} would throw: it is to say so. */
  private boolean hasRoom() {
    return pipeline.hasRoom()
        || !leadership.isSettled()
        || !leadership.isHeld()
        || closed
        || broken != null;
  }

  @Override
  public void leading(long epoch, Version highest) {
    var verdicts = new Verdicts();
    LogEntry due;
    synchronized (this) {
      abandon("was under way when a new leadership began", verdicts);
      leadership.begin(epoch, highest.index());
      due = leadership.dueBarrier(head.root().version());
    }
    propose(due);
    tell(verdicts);
  }

  @Override
  public void following() {
    var verdicts = new Verdicts();
    synchronized (this) {
      abandon("was under way when leadership was lost", verdicts);
      leadership.end();
    }
    tell(verdicts);
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
      leadership.note(entry);
      own = pipeline.find(entry);
    }
    var verdicts = new Verdicts();
    boolean effective = rule.admits(entry, head.root().version());
    try {
      if (effective) {
        // The same root wherever its version is, so what this one was built on is the newest one.
        head.publish(own == null ? Entries.applied(entry, head.root()) : own.prepared());
      }
      propose(settle(entry, own, effective, verdicts));
    } catch (RuntimeException e) {
      stop(e, verdicts);
      throw e;
    } finally {
      tell(verdicts);
    }
  }

  /** Draws the conclusions for what is under way; returns a barrier to propose, or null. */
  private synchronized LogEntry settle(
      LogEntry entry, Proposal own, boolean effective, Verdicts verdicts) {
    if (closed) {
      return null; // Since it was looked for; all has been answered.
    }
    leadership.settle(entry, effective);
    if (effective && own != null) {
      pipeline.commitOldest(verdicts);
    } else if (effective) {
      pipeline.loseAll("version %s came first".formatted(head.root().version()), verdicts);
    } else if (rule.hasEnded(leadership.epoch())) {
      pipeline.loseAll("a later leadership had begun in the log", verdicts);
    } else if (own != null) {
      own.cameEarly(); // The log may bring it again, in time.
    }
    return pipeline.awaitsBarrier() ? unsettle() : null;
  }

  /** Takes no write until a barrier has decided all; returns one to propose, or null. */
  private LogEntry unsettle() {
    leadership.unsettle();
    return leadership.isHeld() ? leadership.dueBarrier(head.root().version()) : null;
  }

  private synchronized void stop(RuntimeException cause, Verdicts verdicts) {
    broken = cause;
    abandon("was under way when this replica stopped", verdicts);
  }

  @Override
  public Image image() {
    return new LogImage(head.root(), rule.epoch());
  }

  @Override
  public void install(InputStream image) throws IOException {
    LogImage.Content content = LogImage.read(image, head.root());
    var verdicts = new Verdicts();
    synchronized (this) {
      if (closed) {
        return;
      }
      abandon("was under way when entries of the log were skipped", verdicts);
      leadership.end();
      leadership.skipTo(content.root().version().index());
    }
    rule.goOnAt(content.epoch());
    if (content.root() != head.root()) {
      head.install(content.installed());
    }
    tell(verdicts);
  }

  @Override
  public void refused(Version version, String reason) {
    var verdicts = new Verdicts();
    synchronized (this) {
      Proposal refused = answered(version, verdicts);
      if (refused != null) {
        pipeline.lose(refused, new ProposalRefusedException(reason), verdicts);
      }
    }
    tell(verdicts);
  }

  @Override
  public void outcomeUnknown(Version version, String reason) {
    var verdicts = new Verdicts();
    LogEntry due = null;
    synchronized (this) {
      Proposal lost = answered(version, verdicts);
      if (lost != null) {
        lost.unknown(
            new OutcomeUnknownException(version, "may be committed or not: " + reason), verdicts);
        due = unsettle();
      }
    }
    propose(due);
    tell(verdicts);
  }

  /** The proposal with {@code version}; null if it is not under way. */
  private Proposal answered(Version version, Verdicts verdicts) {
    if (leadership.barrierIsLost(version.index())) {
      pipeline.giveUpEarly(verdicts);
    }
    return pipeline.find(version);
  }

  @Override
  public void close() {
    var verdicts = new Verdicts();
    synchronized (this) {
      closed = true;
      abandon("was under way when the store was closed", verdicts);
    }
    tell(verdicts);
    proposer.close();
  }

  private void abandon(String details, Verdicts verdicts) {
    pipeline.abandon(details, verdicts);
    leadership.forgetBarrier();
  }

  /** Tells the verdicts, and lets the next transaction begin if there is room. */
  private void tell(Verdicts verdicts) {
    try {
      verdicts.tell();
    } finally {
      Runnable next = null;
      synchronized (this) {
        if (waiting != null && hasRoom()) {
          next = waiting;
          waiting = null;
        }
      }
      if (next != null) {
        next.run();
      }
    }
  }

  /** Outside of the monitor. */
  private void propose(LogEntry entry) {
    if (entry == null) {
      return;
    }
    try {
      proposer.propose(entry);
    } catch (RuntimeException e) { // It may have got anywhere.
      outcomeUnknown(new Version(entry.getVersion()), "the log failed with " + e);
    }
  }
}
