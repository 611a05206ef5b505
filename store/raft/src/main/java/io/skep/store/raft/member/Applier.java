package io.skep.store.raft.member;

import io.skep.api.v1.LogEntry;
import io.skep.api.v1.LogRecord;
import io.skep.store.Version;
import io.skep.store.replication.Replica;
import io.vertx.core.Promise;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.apache.ratis.server.protocol.TermIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log makes of the replica, and how far. On the replica's thread only. */
final class Applier {
  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  private static final String CLOSED = "this member is closed";

  private final Snapshots snapshots;
  private final Standings standings;
  private final LongSupplier term;

  private Replica replica;
  private Version highest = Version.ZERO;
  private TermIndex applied = TermIndex.INITIAL_VALUE;

  /** The term of the last leadership here; a term is led once. */
  private long ledTerm;

  private boolean leads;

  private final Queue<Waiting> waiting =
      new PriorityQueue<>((one, other) -> Long.compare(one.index, other.index));

  /** Why it applies no more, or null. */
  private RuntimeException failure;

  /** {@code term} is the engine's now. */
  Applier(Snapshots snapshots, Standings standings, LongSupplier term) {
    this.snapshots = snapshots;
    this.standings = standings;
    this.term = term;
  }

  void bind(Replica itsReplica) {
    replica = itsReplica;
  }

  /** Feeds the replica no more. */
  void unbind() {
    replica = null;
    failWaiting(CLOSED);
  }

  Replica replica() {
    return replica;
  }

  TermIndex applied() {
    return applied;
  }

  /** Goes on after a snapshot that was put into the replica. */
  void loaded(TermIndex at, Version itsHighest) {
    leads = false;
    highest = itsHighest.isAfter(highest) ? itsHighest : highest;
    snapshots.beginAfter(at);
    reach(at);
  }

  /** The log committed {@code record} at {@code at}; throws if the replica cannot go on. */
  void apply(LogRecord record, TermIndex at, int bytes) {
    if (failure != null) {
      throw failure;
    }
    if (replica == null) {
      return;
    }
    for (LogEntry entry : record.getEntriesList()) {
      var version = new Version(entry.getVersion());
      highest = version.isAfter(highest) ? version : highest;
      try {
        replica.committed(entry);
      } catch (RuntimeException e) {
        fail("the log at " + at + " could not be applied", e);
        throw e;
      }
      if (leads && entry.getEpoch() == ledTerm) {
        standings.leads(ledTerm); // With its barrier the store takes writes.
        standings.ready();
      }
    }
    reach(at);
    snapshots.add(bytes, at, this::take);
  }

  /** The engine put something of its own into the log. */
  void skip(TermIndex at) {
    if (failure == null) {
      reach(at);
    }
  }

  private void reach(TermIndex at) {
    applied = at;
    while (!waiting.isEmpty() && waiting.peek().index <= at.getIndex()) {
      waiting.remove().marks.forEach(Promise::tryComplete);
    }
    if (leads || replica == null) { // Whose engine may be closed as well.
      return;
    }
    if (standings.leader().isPresent() && at.getTerm() == term.getAsLong()) {
      standings.ready(); // With what the leader had when it began.
    }
  }

  /** Completes {@code marks} when the log up to {@code index} has been applied. */
  void whenReached(long index, List<Promise<Void>> marks) {
    waiting.add(new Waiting(index, marks));
    reach(applied);
    if (failure != null) {
      failWaiting(failure.getMessage());
    } else if (replica == null) {
      failWaiting(CLOSED);
    }
  }

  private void failWaiting(String reason) {
    waiting.forEach(
        each -> each.marks.forEach(mark -> mark.tryFail(new IllegalStateException(reason))));
    waiting.clear();
  }

  /** The engine leads in {@code term}, and all that was in its log before has been applied. */
  void lead(long term, LongPredicate stillLeads) {
    if (replica == null || failure != null || term <= ledTerm || !stillLeads.test(term)) {
      return;
    }
    follow(); // Nobody takes one term for the other.
    ledTerm = term;
    leads = true;
    replica.leading(term, highest);
    if (!stillLeads.test(term)) {
      follow(); // It was told so before it was told that it leads.
    }
  }

  /** The engine does not lead. */
  void follow() {
    if (leads && replica != null) {
      leads = false;
      replica.following();
      standings.follows();
    }
  }

  /** Something was not taken: perhaps the engine does not lead any more. */
  void followUnless(LongPredicate stillLeads) {
    if (leads && replica != null && !stillLeads.test(ledTerm)) {
      follow();
    }
  }

  /** What was sent is not in the log and never will be. */
  void refused(LogRecord record, String reason) {
    if (replica != null) {
      record
          .getEntriesList()
          .forEach(entry -> replica.refused(new Version(entry.getVersion()), reason));
    }
  }

  /** What was sent may be in the log. */
  void unknown(LogRecord record, String reason) {
    if (replica != null) {
      record
          .getEntriesList()
          .forEach(entry -> replica.outcomeUnknown(new Version(entry.getVersion()), reason));
    }
  }

  /** Takes a snapshot of what is there. */
  Snapshots.Taken take() {
    if (failure != null) {
      throw failure;
    }
    if (replica == null) {
      throw new IllegalStateException(CLOSED);
    }
    return new Snapshots.Taken(replica.image(), highest);
  }

  /** Nothing can be applied any more. */
  void fail(String what, Throwable cause) {
    if (failure != null) {
      return;
    }
    failure = new IllegalStateException(what, cause);
    LOG.error("{}; this member takes no part any more until it is opened again", what, cause);
    follow();
    standings.failed(failure);
    failWaiting(what);
  }

  private record Waiting(long index, List<Promise<Void>> marks) {}
}
