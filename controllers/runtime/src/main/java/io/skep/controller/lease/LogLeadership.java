package io.skep.controller.lease;

import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * Leadership that the replicated log under the store decides, for processes that are members of its
 * group: whoever leads the log leads here. There is no lease, nothing to renew and nothing to wait
 * for; what a deposed leader writes is refused by the log itself, and what it had begun before it
 * led again by its {@link Term}.
 *
 * <pre>{@code
 * var leadership = new LogLeadership("cluster", "node-1", () -> epoch(member.standing()));
 * member.watchStanding(loop, standing -> leadership.changed());
 * StoreManager.on(loops, store, ManagerOptions.DEFAULT.withElection(leadership));
 * }</pre>
 *
 * <p>Any thread.
 */
public final class LogLeadership implements Contest {
  private final String name;
  private final String self;
  private final Supplier<OptionalLong> epoch;
  private final List<LogElection> elections = new CopyOnWriteArrayList<>();

  /**
   * Leadership of {@code self}.
   *
   * @param name names what is led, in messages and metrics
   * @param epoch the epoch in which this process leads the log now; empty if it does not, or has
   *     not applied yet what was in the log before. Asked by any thread, inside transactions too,
   *     so it costs no more than a look
   */
  public LogLeadership(String name, String self, Supplier<OptionalLong> epoch) {
    this.name = Objects.requireNonNull(name, "name");
    this.self = Objects.requireNonNull(self, "self");
    this.epoch = Objects.requireNonNull(epoch, "epoch");
  }

  @Override
  public String lease() {
    return name;
  }

  /** A log has one leader, who leads everything. */
  @Override
  public Contest about(String lease) {
    return this;
  }

  @Override
  public Election stand(Loop loop, Store store, LeaderListener listener) {
    var election = new LogElection(this, loop, listener);
    elections.add(election);
    return election;
  }

  /** The epoch may be another one. */
  public void changed() {
    elections.forEach(LogElection::look);
  }

  /**
   * Ends what is done here as the leader, and hands the leadership over when that has ended; goes
   * on if it is not taken.
   *
   * @param limit how long to wait for the end; what goes on is fenced once another leads
   * @param transfer makes another one the leader
   * @return what {@code transfer} gives
   */
  public Future<Void> handOver(Duration limit, Supplier<Future<Void>> transfer) {
    return Answer.of(
        Future.join(elections.stream().map(election -> election.pause(limit)).toList())
            .transform(ended -> transfer.get())
            .onComplete(done -> elections.forEach(LogElection::resume)));
  }

  /** The term in which this process leads now; null if it does not. */
  Term term() {
    OptionalLong now = epoch.get();
    return now.isEmpty()
        ? null
        : Term.ofLog(name, self, new Version(now.getAsLong()), () -> epoch.get().equals(now));
  }

  void forget(LogElection election) {
    elections.remove(election);
  }
}
