package io.skep.controller.lease;

import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.loop.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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

  /** Whether the time for which it was renewed is not over, or the log has this leader still. */
  private final BooleanSupplier lasts;

  /** Whether a lease in the store says who leads; else the log under it does. */
  private final boolean isLeased;

  private volatile long validUntilNanos;
  private volatile String end;

  Term(String lease, String holder, Version epoch, Clock clock, long validUntilNanos) {
    this.lease = Objects.requireNonNull(lease, "lease");
    this.holder = Objects.requireNonNull(holder, "holder");
    this.epoch = Objects.requireNonNull(epoch, "epoch");
    this.validUntilNanos = validUntilNanos;
    lasts = () -> clock.nanoTime() - this.validUntilNanos < 0;
    isLeased = true;
  }

  private Term(String lease, String holder, Version epoch, BooleanSupplier lasts) {
    this.lease = lease;
    this.holder = holder;
    this.epoch = epoch;
    this.lasts = lasts;
    isLeased = false;
  }

  /**
   * A term for as long as the log under the store says {@code lasts}: it says so no more before
   * anybody else's writes are committed, and before this process leads again.
   */
  static Term ofLog(String name, String holder, Version epoch, BooleanSupplier lasts) {
    return new Term(name, holder, epoch, lasts);
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
    if (!isLeased) {
      return; // The log takes nothing from a leader that it has deposed.
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
    if (end == null && !lasts.getAsBoolean()) {
      end(isLeased ? "it was not renewed in time" : "the log has another leader, or none");
    }
    return end;
  }

  @Override
  public String toString() {
    return "%s, epoch %s, held by %s".formatted(lease, epoch, holder);
  }
}
