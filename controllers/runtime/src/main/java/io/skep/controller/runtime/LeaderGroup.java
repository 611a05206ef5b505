package io.skep.controller.runtime;

import io.skep.controller.lease.Contest;
import io.skep.controller.lease.Election;
import io.skep.controller.lease.LeaderListener;
import io.skep.controller.lease.Term;
import io.skep.store.Store;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What works only while one lease is held, and the election for that lease. Confined to the
 * manager's loop, but for what says otherwise.
 */
final class LeaderGroup implements Part, LeaderListener {
  private final Election election;
  private final String lease;
  private final LeaderMetrics metrics;
  private final List<LeaderOnly> members = new ArrayList<>();
  private Term term;
  private boolean stopping;
  private volatile boolean stopped;

  LeaderGroup(Loop home, Store store, Contest contest, LeaderMetrics metrics) {
    this.metrics = metrics;
    lease = contest.lease();
    election = contest.stand(home, store, this);
  }

  /** Adds a member; it works at once if the lease is held. */
  void add(LeaderOnly member) {
    members.add(member);
    if (term != null && !stopping) {
      member.elected(term);
    }
  }

  @Override
  public String name() {
    List<String> busy =
        List.copyOf(members).stream().filter(m -> !m.isIdle()).map(LeaderOnly::name).toList();
    return "lease \"%s\"%s".formatted(lease, busy.isEmpty() ? "" : ", held for " + busy);
  }

  @Override
  public Future<Void> start() {
    election.start();
    return Future.succeededFuture();
  }

  /** Who does not lead any more, or not yet, stands no more; a leader goes on until it stops. */
  @Override
  public void quiesce() {
    stopping = true;
    if (term == null) {
      stop();
    }
  }

  @Override
  public Future<Void> stop() {
    stopping = true;
    return election.stop().onComplete(done -> stopped = true);
  }

  @Override
  public void abandon() {
    election.abandon();
  }

  @Override
  public boolean isStopped() {
    return stopped;
  }

  @Override
  public void elected(Term won) {
    term = won;
    metrics.leads(won);
    if (!stopping) { // A standby that shuts down starts nothing of the leader's.
      members.forEach(member -> member.elected(won));
    }
  }

  @Override
  public Future<Void> lost(Term over, String reason) {
    term = null;
    metrics.lost();
    List<LeaderOnly> lastFirst = new ArrayList<>(members);
    Collections.reverse(lastFirst);
    Future<Void> ended =
        Future.join(lastFirst.stream().map(member -> member.lost(over)).toList()).mapEmpty();
    if (stopping) {
      stop();
    }
    return ended;
  }

  @Override
  public void stopped() {
    metrics.close();
  }
}
