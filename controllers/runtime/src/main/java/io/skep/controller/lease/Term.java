package io.skep.controller.lease;

import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One candidate's time as the leader, from its election until it loses the lease or gives it back.
 * A candidate that is elected again begins another term.
 *
 * <p>Whatever a leader writes, it writes through {@link #fenced}: the transaction then looks at the
 * lease itself, so it cannot commit once somebody else leads, however long it was on its way. Any
 * thread.
 */
public final class Term {
  private final String lease;
  private final String holder;
  private final Version epoch;
  private final Clock clock;

  private volatile long validUntilNanos;
  private volatile String end;

  Term(String lease, String holder, Version epoch, Clock clock, long validUntilNanos) {
    this.lease = Objects.requireNonNull(lease, "lease");
    this.holder = Objects.requireNonNull(holder, "holder");
    this.epoch = Objects.requireNonNull(epoch, "epoch");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.validUntilNanos = validUntilNanos;
  }

  /** Which lease is held. */
  public String lease() {
    return lease;
  }

  /** Who holds it. */
  public String holder() {
    return holder;
  }

  /**
   * The number of this term: higher than that of any earlier term of the lease, and the same
   * through all renewals. To be handed to systems outside, which refuse what comes with a lower one
   * than they have seen.
   */
  public Version epoch() {
    return epoch;
  }

  /**
   * Whether this term goes on, as far as its holder can tell: it has not ended, and was renewed in
   * time. Costs a look at the clock. False stays false.
   */
  public boolean isHeld() {
    return end() == null;
  }

  /**
   * Checks, as a part of the transaction {@code tx}, that this term goes on.
   *
   * @throws FencedException if it does not
   */
  public void check(ReadTx tx) {
    if (!isHeld()) {
      throw fenced();
    }
    Optional<Lease> now = Lease.find(lease, tx);
    if (now.filter(this::holds).isEmpty()) {
      // Not only for this transaction: what is tried again would fail again.
      end("the lease was found in another term");
      throw FencedException.of(lease, epoch, now);
    }
  }

  /**
   * What {@link #check} fails with when this term is over.
   *
   * @throws IllegalStateException if it is not
   */
  public FencedException fenced() {
    String over = end();
    if (over == null) {
      throw new IllegalStateException("the term goes on: " + this);
    }
    return FencedException.ended(lease, epoch, over);
  }

  /** {@code body}, which is run only if this term goes on in its transaction. */
  public Consumer<Tx> fenced(Consumer<? super Tx> body) {
    return tx -> {
      check(tx);
      body.accept(tx);
    };
  }

  /** Whether {@code now} is the lease as this term has it. */
  boolean holds(Lease now) {
    return now.epoch().equals(epoch) && now.candidate().equals(holder);
  }

  /** The term goes on until {@code nanos} at least. */
  void extend(long nanos) {
    validUntilNanos = nanos;
  }

  /** From now on the term is over; {@code why} is for people. The first call counts. */
  synchronized void end(String why) {
    if (end == null) {
      end = why;
    }
  }

  /** Why the term is over; null if it is not. */
  private String end() {
    if (end == null && clock.nanoTime() - validUntilNanos >= 0) {
      end("it was not renewed in time");
    }
    return end;
  }

  @Override
  public String toString() {
    return "%s, epoch %s, held by %s".formatted(lease, epoch, holder);
  }
}
