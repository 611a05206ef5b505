package io.skep.server.call;

import io.skep.api.wire.CallMetadata;
import io.skep.server.Freshness;
import io.skep.server.ReadMode;
import io.skep.server.RefusedException;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets calls read when the store is as new as they ask for: in the metadata of the call, else as is
 * usual here. Any thread.
 */
public final class Reads {
  /** Those of a store that is alone. */
  static final Reads ALONE = new Reads(Freshness.ALONE, ReadMode.LOCAL, Clock.system());

  // What is known of a store's age. A round through the log that was asked for at t, and has come
  // back, shows that nothing is missing that anybody was told before t. So the time at which the
  // newest such round was asked for, by this machine's clock alone, bounds how old the store is;
  // what leaders and clocks elsewhere say does not count.

  private final Freshness freshness;
  private final ReadMode usual;
  private final Clock clock;
  private final AtomicBoolean renewing = new AtomicBoolean();

  // Guarded by this.
  private boolean everAsked;
  private long asOf;

  /**
   * Reads of a store that {@code freshness} makes new.
   *
   * @param usual how calls read that do not say how
   */
  public Reads(Freshness freshness, ReadMode usual, Clock clock) {
    this.freshness = Objects.requireNonNull(freshness, "freshness");
    this.usual = Objects.requireNonNull(usual, "usual");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** How calls read that do not say how. */
  ReadMode usual() {
    return usual;
  }

  /**
   * How a call reads whose metadata says {@code text}.
   *
   * @param text null if it says nothing
   * @throws RefusedException if that is no mode
   */
  static ReadMode mode(String text, ReadMode otherwise) {
    try {
      return text == null ? otherwise : ReadMode.parse(text);
    } catch (IllegalArgumentException e) {
      throw RefusedException.invalid(CallMetadata.READS + ": " + e.getMessage());
    }
  }

  /**
   * Done, on the caller's loop, when the store is as new as {@code mode} asks; fails if that cannot
   * be found out.
   */
  public Future<Void> reached(ReadMode mode) {
    if (mode instanceof ReadMode.Bounded bounded) {
      return reached(bounded);
    }
    return mode instanceof ReadMode.Linearizable ? newest() : Future.succeededFuture();
  }

  private Future<Void> newest() {
    long asked = clock.nanoTime();
    return Answer.of(freshness.newest()).onSuccess(done -> holdsAllUpTo(asked));
  }

  private Future<Void> reached(ReadMode.Bounded mode) {
    Optional<Duration> age = age();
    if (age.filter(old -> old.compareTo(mode.staleness()) <= 0).isEmpty()) {
      return newest().recover(cause -> Future.failedFuture(tooOld(mode, age, cause)));
    }
    if (age.get().compareTo(mode.staleness().dividedBy(2)) > 0) {
      renew();
    }
    return Future.succeededFuture();
  }

  /** Before it is needed, so that hardly any call waits. */
  private void renew() {
    if (renewing.compareAndSet(false, true)) {
      newest().onComplete(over -> renewing.set(false));
    }
  }

  private static RefusedException tooOld(
      ReadMode.Bounded mode, Optional<Duration> age, Throwable cause) {
    return new RefusedException(
        GrpcStatus.UNAVAILABLE,
        "%s asks for more than this member can show: what it has %s, and newer cannot be had: %s"
            .formatted(
                mode,
                age.map(old -> "is known to be complete up to %d ms ago".formatted(old.toMillis()))
                    .orElse("may be of any age"),
                cause.getMessage()));
  }

  private synchronized void holdsAllUpTo(long asked) {
    if (!everAsked || asked - asOf > 0) {
      everAsked = true;
      asOf = asked;
    }
  }

  private synchronized Optional<Duration> age() {
    return everAsked ? Optional.of(Duration.ofNanos(clock.nanoTime() - asOf)) : Optional.empty();
  }
}
