package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.OutcomeUnknownException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.replication.Proposer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * The transactions that are under way, oldest first. The first is built on the root that is
 * published, each other one on the one before it: so what takes its base from one takes it from all
 * after that one. Confined to the monitor of the {@link ReplicatedCommitter}.
 */
final class Pipeline {
  private final Proposer.Limits limits;
  private final Deque<Proposal> underWay = new ArrayDeque<>();
  private long bytes;

  Pipeline(Proposer.Limits limits) {
    this.limits = limits;
  }

  /** Whether one more may be added. The last one may go over the bound of bytes. */
  boolean hasRoom() {
    return underWay.size() < limits.entries() && bytes < limits.bytes();
  }

  void add(Proposal proposal) {
    underWay.addLast(proposal);
    bytes += proposal.sizeBytes();
  }

  int size() {
    return underWay.size();
  }

  long bytes() {
    return bytes;
  }

  /** The one that the next is built on; null if that is the published root. */
  Proposal newest() {
    return underWay.peekLast();
  }

  /** The one that was proposed as {@code entry}, or null. */
  Proposal find(LogEntry entry) {
    Proposal oldest = underWay.peekFirst(); // It nearly always is.
    if (oldest == null || oldest.is(entry)) {
      return oldest;
    }
    return underWay.stream().filter(each -> each.is(entry)).findFirst().orElse(null);
  }

  /** The one with {@code version}, or null. */
  Proposal find(Version version) {
    return underWay.stream()
        .filter(each -> each.version().equals(version))
        .findFirst()
        .orElse(null);
  }

  /** The oldest one has taken effect. */
  void commitOldest(Verdicts verdicts) {
    Proposal oldest = underWay.removeFirst();
    bytes -= oldest.sizeBytes();
    oldest.commit(verdicts);
  }

  /** {@code first} will never take effect because of {@code cause}, hence none built on it. */
  void lose(Proposal first, StoreException cause, Verdicts verdicts) {
    boolean found = false;
    for (Iterator<Proposal> each = underWay.iterator(); each.hasNext(); ) {
      Proposal proposal = each.next();
      if (proposal == first) {
        proposal.lose(cause, verdicts);
      } else if (found) {
        proposal.lose(proposal.lostWithBase(), verdicts);
      }
      found |= proposal == first;
      if (found) {
        each.remove();
        bytes -= proposal.sizeBytes();
      }
    }
  }

  /**
   * Whether one came before its base, and only a barrier can decide it any more: the log has spoken
   * of all before it.
   */
  boolean awaitsBarrier() {
    Proposal oldest = underWay.peekFirst();
    return oldest != null
        && (oldest.isUnknown() || oldest.isEarly())
        && underWay.stream().anyMatch(Proposal::isEarly);
  }

  /** The barrier is lost that was to decide those that came before their base. */
  void giveUpEarly(Verdicts verdicts) {
    underWay.stream().filter(Proposal::isEarly).forEach(early -> early.giveUp(verdicts));
  }

  /** None of them will ever take effect. */
  void loseAll(String reason, Verdicts verdicts) {
    if (!underWay.isEmpty()) {
      lose(underWay.getFirst(), new ProposalRefusedException(reason), verdicts);
    }
  }

  /** Builds on none of them any more, without knowing what becomes of them. */
  void abandon(String details, Verdicts verdicts) {
    for (Proposal proposal : underWay) {
      proposal.lose(new OutcomeUnknownException(proposal.version(), details), verdicts);
    }
    underWay.clear();
    bytes = 0;
  }
}
