package io.skep.controller.lease;

import io.skep.store.Store;
import io.skep.store.StoreClosedException;
import io.skep.store.StoreException;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One candidate's part in the election of a leader: it looks at the lease, takes it when it is
 * free, renews it, and gives it back at the end. At most one candidate's writes take effect at any
 * time, as long as leaders write through {@link Term#fenced}; that two believe to lead at once is
 * as good as excluded too, but rests on clocks.
 *
 * <pre>{@code
 * var election = LeaseElection.on(loop, store, Candidate.of("billing", "node-1"), listener);
 * election.start();
 * }</pre>
 *
 * <p>A leader that cannot renew its lease in time, or finds another one in it, is told that it has
 * lost, and stands again. A write of which nobody knows whether it took effect is no reason to
 * believe either: the candidate looks again, and takes a lease under its own name anew, in a new
 * epoch.
 *
 * <p>How it works: there is no watch, only a look and at most one transaction every retry; so a
 * candidate costs the same however much is written, and a lost message costs one retry. Methods may
 * be called from any thread; everything happens on the loop.
 */
public final class LeaseElection implements Election {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseElection.class);

  private enum Phase {
    NEW,
    /** Looks, claims, and renews. */
    STANDING,
    /** Claims nothing more; renews until what is done as the leader has ended. */
    STOPPING,
    RELEASING,
    STOPPED
  }

  private final Loop loop;
  private final Candidate candidate;
  private final LeaderListener listener;
  private final Ballot ballot;
  private final AtomicBoolean startAsked = new AtomicBoolean();
  private final Promise<Void> stopped = Promise.promise();

  // Confined to the loop.
  private Phase phase = Phase.NEW;
  private Loop.Timer nextTick = () -> {};
  private Loop.Timer deadline = () -> {};

  /** Null before the first look, and after a term. */
  private Sighting seen;

  /** Whether a transaction is under way; there is one at a time, but for the release. */
  private boolean asking;

  /** Whether the lease may be under this candidate's name, known or not. */
  private boolean mayHold;

  private long releaseUntilNanos;

  private volatile Term term;
  private volatile String leader = "";

  private LeaseElection(Loop loop, Store store, Candidate candidate, LeaderListener listener) {
    this.loop = Objects.requireNonNull(loop, "loop");
    this.candidate = Objects.requireNonNull(candidate, "candidate");
    this.listener = new GuardedListener(listener, candidate.lease());
    ballot = new Ballot(store, candidate);
  }

  /** An election on {@code loop}, about a lease in {@code store}; nothing happens before start. */
  public static LeaseElection on(
      Loop loop, Store store, Candidate candidate, LeaderListener listener) {
    return new LeaseElection(loop, store, candidate, listener);
  }

  /** Who stands. */
  public Candidate candidate() {
    return candidate;
  }

  /** The term of this candidate, if it leads; it may end at any moment. */
  public Optional<Term> term() {
    return Optional.ofNullable(term).filter(Term::isHeld);
  }

  /** Whom this candidate last saw to lead, perhaps itself; empty if nobody. */
  public Optional<String> leader() {
    return leader.isEmpty() ? Optional.empty() : Optional.of(leader);
  }

  @Override
  public void start() {
    if (startAsked.compareAndSet(false, true)) {
      loop.execute(this::open);
    }
  }

  private void open() {
    if (phase == Phase.NEW) {
      phase = Phase.STANDING;
      tick();
    }
  }

  /**
   * Stands no more. A leader is told first, and when it has {@linkplain LeaderListener#lost ended}
   * what it does, its lease is given back, so that another can lead at once. Idempotent.
   *
   * @return completes when all of that is done; if the store takes no writes, when the lease has
   *     run out
   */
  @Override
  public Future<Void> stop() {
    loop.execute(this::beginStop);
    return Answer.of(stopped.future());
  }

  /**
   * Ends at once, like a crash: what was done as the leader is fenced, and the lease stays until it
   * has run out. For when {@link #stop} takes too long. Idempotent.
   *
   * @return completes when nothing more happens
   */
  @Override
  public Future<Void> abandon() {
    loop.execute(
        () -> {
          lose("the election was abandoned");
          finish();
        });
    return Answer.of(stopped.future());
  }

  private void tick() {
    nextTick.cancel();
    Duration pause = retry();
    try {
      if (term != null) {
        keepTerm();
      } else if (phase == Phase.STANDING) {
        pause = standBy(pause);
      }
    } catch (StoreClosedException e) {
      giveUp(e);
    } catch (RuntimeException e) { // The lease cannot be read.
      LOG.warn("{}: lease \"{}\" cannot be read", candidate.name(), candidate.lease(), e);
    }
    if (phase == Phase.STANDING || phase == Phase.STOPPING) {
      nextTick = loop.after(pause, this::tick);
    }
  }

  private Duration retry() {
    double factor = 1 + LeaseTimes.JITTER * candidate.random().nextDouble();
    return Duration.ofNanos((long) (candidate.times().retry().toNanos() * factor));
  }

  /** Takes the lease if it is free; says when to look again. */
  private Duration standBy(Duration pause) {
    Sighting now = Sighting.of(ballot.look(), loop.clock());
    seen = seen == null ? now : seen.next(now);
    observe();
    Duration wait = seen.wait(candidate.name(), loop.clock());
    if (wait.isZero() || wait.isNegative()) {
      claim();
      return pause;
    }
    return wait.compareTo(pause) < 0 ? wait : pause;
  }

  private void observe() {
    String holder = seen.lease().flatMap(Lease::holder).orElse("");
    if (!holder.equals(leader)) {
      leader = holder;
      if (!holder.isEmpty() && !holder.equals(candidate.name())) {
        listener.observed(holder);
      }
    }
  }

  private void claim() {
    if (asking) {
      return;
    }
    asking = true;
    mayHold = true;
    long sentNanos = loop.clock().nanoTime();
    ballot.claim(seen.version()).onComplete(answer -> claimed(answer, sentNanos));
  }

  private void claimed(AsyncResult<Optional<Version>> answer, long sentNanos) {
    asking = false;
    if (phase == Phase.STOPPED) {
      return;
    }
    if (answer.failed()) {
      failed("taken", answer.cause());
    } else if (answer.result().isPresent()) {
      won(answer.result().get(), sentNanos);
    }
    if (phase == Phase.STOPPING && term == null) {
      release();
    }
  }

  /**
   * The lease is taken. It counts from when the claim was sent: others saw it no earlier. If the
   * answer took too long, the next look finds the lease under this candidate's name.
   */
  private void won(Version epoch, long sentNanos) {
    long untilNanos = sentNanos + candidate.times().renewLimit().toNanos();
    var won = new Term(candidate.lease(), candidate.name(), epoch, loop.clock(), untilNanos);
    if (phase != Phase.STANDING || !won.isHeld()) {
      return;
    }
    term = won;
    leader = candidate.name();
    awaitDeadline(won, untilNanos);
    LOG.info("{} leads: {}", candidate.name(), won);
    listener.elected(won);
  }

  private void awaitDeadline(Term mine, long untilNanos) {
    deadline.cancel();
    Duration left = Duration.ofNanos(untilNanos - loop.clock().nanoTime());
    deadline =
        loop.after(
            left,
            () -> {
              if (term == mine && !mine.isHeld()) {
                lose("the lease was not renewed within " + candidate.times().renewLimit());
              }
            });
  }

  private void keepTerm() {
    Term mine = term;
    if (!mine.isHeld()) {
      lose("the lease was not renewed within " + candidate.times().renewLimit());
    } else if (!asking) {
      asking = true;
      long sentNanos = loop.clock().nanoTime();
      ballot.renew(mine).onComplete(answer -> renewed(mine, answer, sentNanos));
    }
  }

  private void renewed(Term mine, AsyncResult<Boolean> answer, long sentNanos) {
    asking = false;
    if (term != mine || phase == Phase.RELEASING) {
      return;
    }
    if (answer.failed()) {
      failed("renewed", answer.cause());
    } else if (answer.result()) {
      long untilNanos = sentNanos + candidate.times().renewLimit().toNanos();
      mine.extend(untilNanos);
      awaitDeadline(mine, untilNanos);
    } else {
      lose("the lease is somebody else's, or was deleted");
    }
  }

  private void failed(String what, Throwable cause) {
    if (cause instanceof StoreClosedException) {
      giveUp(cause);
    } else {
      LOG.debug(
          "{}: lease \"{}\" could not be {}; it looks again",
          candidate.name(),
          candidate.lease(),
          what,
          cause);
    }
  }

  private void lose(String reason) {
    Term lost = term;
    if (lost == null) {
      return;
    }
    lost.end(reason);
    term = null;
    seen = null;
    leader = "";
    deadline.cancel();
    LOG.warn("{} does not lead any more: {}; {}", candidate.name(), lost, reason);
    if (phase == Phase.STANDING) { // Else it has been told.
      listener.lost(lost, reason);
    }
  }

  private void beginStop() {
    if (phase == Phase.NEW) {
      finish();
    } else if (phase == Phase.STANDING) {
      phase = Phase.STOPPING;
      if (term != null) {
        listener
            .lost(term, "the election was stopped")
            .onComplete(done -> loop.execute(this::release));
      } else if (asking) {
        // A claim that is never answered keeps nobody from stopping.
        deadline = loop.after(candidate.times().retry(), this::release);
      } else {
        release();
      }
    }
  }

  private void release() {
    if (phase != Phase.STOPPING) {
      return;
    }
    phase = Phase.RELEASING;
    nextTick.cancel();
    if (!mayHold) {
      finish();
      return;
    }
    if (term != null) {
      term.end("the lease was given back");
    }
    deadline.cancel();
    deadline = loop.after(candidate.times().duration(), this::finish);
    releaseUntilNanos = loop.clock().nanoTime() + candidate.times().duration().toNanos();
    tryRelease();
  }

  private void tryRelease() {
    if (phase == Phase.RELEASING) {
      ballot.release().onComplete(this::released);
    }
  }

  private void released(AsyncResult<Void> answer) {
    boolean again =
        answer.cause() instanceof StoreException
            && !(answer.cause() instanceof StoreClosedException)
            && loop.clock().nanoTime() < releaseUntilNanos;
    if (again) {
      nextTick = loop.after(retry(), this::tryRelease);
      return;
    }
    if (answer.failed()) {
      LOG.warn(
          "{}: lease \"{}\" could not be given back; others have to wait until it runs out",
          candidate.name(),
          candidate.lease(),
          answer.cause());
    }
    finish();
  }

  /** The store is closed, so there is nothing to stand for. */
  private void giveUp(Throwable cause) {
    lose(cause.getMessage());
    finish();
  }

  private void finish() {
    if (phase == Phase.STOPPED) {
      return;
    }
    phase = Phase.STOPPED;
    if (term != null) {
      term.end("the election has ended");
      term = null;
    }
    nextTick.cancel();
    deadline.cancel();
    leader = "";
    listener.stopped();
    stopped.complete();
  }
}
