package io.skep.store.memory;

import io.skep.api.v1.LogEntry;
import io.skep.store.Version;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A replicated log in one process that never fails: each entry is committed a fixed time after it
 * was proposed, in the order of the proposals, on one thread that feeds all members in turn.
 */
final class DelayedLog implements AutoCloseable {
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final long latencyNanos;
  private final Proposer.Limits limits;

  DelayedLog(Duration latency, Proposer.Limits limits) {
    this.latencyNanos = latency.toNanos();
    this.limits = limits;
  }

  /** A member that begins with the log. */
  Member join() {
    var member = new Member();
    members.add(member);
    return member;
  }

  private void commit(LogEntry entry) {
    for (Member member : members) {
      member.replica.committed(entry);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /** One replica's side of the log. */
  final class Member implements Proposer {
    private Replica replica;

    /** Makes this member the leader, for good. */
    void lead() {
      thread.execute(() -> replica.leading(1, Version.ZERO));
    }

    @Override
    public void bind(Replica bound) {
      replica = bound;
    }

    @Override
    public String historyId() {
      return "delayed";
    }

    @Override
    public void propose(LogEntry entry) {
      // Equal times run in the order in which they were given.
      thread.schedule(() -> commit(entry), latencyNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public Limits limits() {
      return limits;
    }

    @Override
    public void close() {}
  }
}
