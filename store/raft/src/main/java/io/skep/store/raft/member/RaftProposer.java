package io.skep.store.raft.member;

import io.micrometer.core.instrument.Timer;
import io.skep.api.v1.LogEntry;
import io.skep.store.loop.Clock;
import io.skep.store.raft.Member;
import io.skep.store.raft.NoQuorumException;
import io.skep.store.raft.Standing;
import io.skep.store.raft.member.Sender.Sent;
import io.skep.store.replication.Proposer;
import io.skep.store.replication.Replica;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The engine's log, as a store sees it. Any thread. */
final class RaftProposer implements Proposer {
  private final String historyId;
  private final Limits limits;
  private final ReplicaThread thread;
  private final Applier applier;
  private final Standings standings;
  private final Sender sender;
  private final RemoteMarks remote;
  private final Timer latency;
  private final Clock clock;

  /** Set before the replica may propose. */
  private Engine engine;

  RaftProposer(
      String historyId,
      Limits limits,
      ReplicaThread thread,
      Applier applier,
      Standings standings,
      Timer latency,
      Clock clock) {
    this.latency = latency;
    this.clock = clock;
    this.historyId = historyId;
    this.limits = limits;
    this.thread = thread;
    this.applier = applier;
    this.standings = standings;
    sender = new Sender("skep-raft-send", this::submit);
    remote = new RemoteMarks("skep-raft-ask", () -> engine.connect());
  }

  void use(Engine itsEngine) {
    engine = itsEngine;
  }

  @Override
  public void bind(Replica replica) {
    applier.bind(replica); // The replica's thread has nothing to do yet.
  }

  @Override
  public String historyId() {
    return historyId;
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public Optional<String> leader() {
    return standings.leader().map(Member::contact);
  }

  @Override
  public void propose(LogEntry entry) {
    sender.send(entry);
  }

  Sender sender() {
    return sender;
  }

  /** Done when all that was in the log when this was called has been applied here. */
  Future<Void> mark() {
    if (standings.now() instanceof Standing.Follows) {
      return remote
          .mark()
          .recover(cause -> Future.failedFuture(nobodySays(cause)))
          .compose(this::reached);
    }
    Promise<Void> mark = Promise.promise();
    sender.mark(mark);
    return mark.future();
  }

  /** Done when the log up to {@code index} has been applied here. */
  private Future<Void> reached(long index) {
    Promise<Void> mark = Promise.promise();
    try {
      thread.execute(() -> applier.whenReached(index, List.of(mark)));
    } catch (RejectedExecutionException e) {
      return Future.failedFuture(nobodySays(e));
    }
    return mark.future();
  }

  private static NoQuorumException nobodySays(Throwable cause) {
    return new NoQuorumException("nobody could say what is newest: " + cause.getMessage(), cause);
  }

  private void submit(Sent sent) {
    long startNanos = clock.nanoTime();
    Future.fromCompletionStage(engine.submit(sent))
        .onComplete(
            answer -> {
              latency.record(clock.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
              sender.answered();
              if (answer.succeeded() && answer.result().isSuccess()) {
                reached(sent);
              } else {
                failed(sent, answer.failed() ? answer.cause() : answer.result().getException());
              }
            });
  }

  /** It has been applied; whoever waits is told by the replica's thread, not by the engine's. */
  private void reached(Sent sent) {
    if (sent.marks().isEmpty()) {
      return;
    }
    try {
      thread.execute(() -> sent.marks().forEach(Promise::tryComplete));
    } catch (RejectedExecutionException e) {
      sent.marks().forEach(Promise::tryComplete); // Closed meanwhile, and true all the same.
    }
  }

  private void failed(Sent sent, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    try {
      thread.execute(
          () -> {
            failMarks(sent, cause);
            if (sent.mayBeInLog()) {
              applier.unknown(sent.record(), reason);
            } else {
              applier.refused(sent.record(), reason);
            }
            applier.followUnless(engine::leadsIn);
          });
    } catch (RejectedExecutionException e) {
      failMarks(sent, cause); // The member is closed, and its store has answered everything else.
    }
  }

  private static void failMarks(Sent sent, Throwable cause) {
    sent.marks().forEach(mark -> mark.tryFail(nobodySays(cause)));
  }

  @Override
  public void close() {
    sender.close();
    remote.close();
    try {
      thread.execute(applier::unbind);
    } catch (RejectedExecutionException e) {
      // It calls nobody any more.
    }
  }
}
