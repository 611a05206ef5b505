package io.skep.store.raft.member;

import io.skep.store.loop.Loop;
import io.skep.store.raft.Member;
import io.skep.store.raft.Standing;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this member stands, and who wants to know. Changed on the replica's thread; read by any. */
final class Standings {
  private static final Logger LOG = LoggerFactory.getLogger(Standings.class);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Promise<Void> ready = Promise.promise();
  private final Promise<Throwable> broken = Promise.promise();
  private volatile Standing now = new Standing.Follows(Optional.empty());

  /** Whom the engine follows or was last known to. */
  private volatile Optional<Member> leader = Optional.empty();

  private volatile int elections;

  /** How often it has begun to lead. */
  int elections() {
    return elections;
  }

  Standing now() {
    return now;
  }

  Optional<Member> leader() {
    return leader;
  }

  /** Done when the store has taken the first write of its own, or caught up with a leader. */
  Future<Void> whenReady() {
    return ready.future();
  }

  void ready() {
    ready.tryComplete();
  }

  void failed(Throwable cause) {
    broken.tryComplete(cause);
    ready.tryFail(cause);
  }

  /** Done, with the cause, when this member takes no part any more. */
  Future<Throwable> whenBroken() {
    return broken.future();
  }

  void leads(long term) {
    become(new Standing.Leads(term));
  }

  /** Follows whoever leads. */
  void follows() {
    become(new Standing.Follows(leader));
  }

  /** Somebody else leads. */
  void leaderIs(Optional<Member> newLeader) {
    leader = newLeader;
    if (now instanceof Standing.Follows) {
      follows();
    }
  }

  private synchronized void become(Standing standing) {
    if (!standing.equals(now)) {
      now = standing;
      elections += standing instanceof Standing.Leads ? 1 : 0;
      listeners.forEach(each -> each.tell(standing));
    }
  }

  /** Tells {@code listener} how it stands now, and of each change. */
  synchronized Runnable add(Loop loop, Consumer<Standing> listener) {
    var added = new Listener(loop, listener);
    listeners.add(added);
    added.tell(now);
    return () -> listeners.remove(added);
  }

  private record Listener(Loop loop, Consumer<Standing> listener) {
    void tell(Standing standing) {
      try {
        loop.execute(() -> listener.accept(standing));
      } catch (RejectedExecutionException e) {
        LOG.debug("the loop of a listener is gone", e);
      }
    }
  }
}
