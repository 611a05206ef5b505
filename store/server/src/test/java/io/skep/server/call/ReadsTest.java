package io.skep.server.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.server.ReadMode;
import io.skep.server.RefusedException;
import io.skep.store.loop.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How new a store must be before a call may read it, on a clock that stands until it is moved. */
class ReadsTest {
  private static final ReadMode BOUNDED = ReadMode.parse("bounded:10s");

  private final StandingClock clock = new StandingClock();

  /** The rounds through the log that were asked for and have not come back. */
  private final List<Promise<Void>> rounds = new ArrayList<>();

  private final Reads reads = new Reads(this::round, ReadMode.LOCAL, clock);

  private static final class StandingClock implements Clock {
    private long nanos = Long.MAX_VALUE - 5; // Such numbers are for differences only.

    void advance(Duration passed) {
      nanos += passed.toNanos();
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
      return nanos;
    }
  }

  private Future<Void> round() {
    Promise<Void> round = Promise.promise();
    rounds.add(round);
    return round.future();
  }

  @Test // api.A-11
  void localReadsWaitForNothingAndLinearizableOnesForARoundOfTheirOwn() {
    assertThat(reads.reached(ReadMode.LOCAL).succeeded()).isTrue();
    assertThat(rounds).isEmpty();

    Future<Void> first = reads.reached(ReadMode.LINEARIZABLE);
    rounds.get(0).complete();
    Future<Void> second = reads.reached(ReadMode.LINEARIZABLE);

    assertThat(first.succeeded()).isTrue();
    assertThat(second.isComplete()).isFalse();
  }

  @Test // api.A-11
  void boundedReadsCountFromWhenTheLastRoundThatCameBackWasAskedFor() {
    Future<Void> first = reads.reached(BOUNDED);
    assertThat(first.isComplete()).as("of an age that nobody knows").isFalse();
    clock.advance(Duration.ofSeconds(4));
    rounds.get(0).complete();
    assertThat(first.succeeded()).isTrue();

    clock.advance(Duration.ofSeconds(6));
    assertThat(reads.reached(BOUNDED).succeeded()).as("ten seconds after it was asked").isTrue();
    clock.advance(Duration.ofNanos(1));
    assertThat(reads.reached(BOUNDED).isComplete()).isFalse();
  }

  @Test // api.A-11
  void whatIsRatherOldIsRenewedBeforeAnybodyHasToWait() {
    reads.reached(BOUNDED);
    rounds.get(0).complete();
    clock.advance(Duration.ofSeconds(5));
    reads.reached(BOUNDED);
    assertThat(rounds).as("half of the time is not over").hasSize(1);

    clock.advance(Duration.ofNanos(1));
    assertThat(reads.reached(BOUNDED).succeeded()).isTrue();
    assertThat(reads.reached(BOUNDED).succeeded()).isTrue();
    assertThat(rounds).as("one round for both").hasSize(2);
    rounds.get(1).complete();
    clock.advance(Duration.ofSeconds(9));

    assertThat(reads.reached(BOUNDED).succeeded()).isTrue();
  }

  @Test // api.A-11
  void anOlderRoundThatComesBackLateMakesNothingOlder() {
    Future<Void> old = reads.reached(ReadMode.LINEARIZABLE);
    clock.advance(Duration.ofSeconds(8));
    reads.reached(ReadMode.LINEARIZABLE);
    rounds.get(1).complete();
    rounds.get(0).complete();
    clock.advance(Duration.ofSeconds(9));

    assertThat(old.succeeded()).isTrue();
    assertThat(reads.reached(BOUNDED).succeeded()).isTrue();
  }

  @Test // api.A-11
  void whatIsTooOldAndCannotBeRenewedIsRefusedWithItsAge() {
    reads.reached(BOUNDED);
    rounds.get(0).complete();
    clock.advance(Duration.ofSeconds(12));

    Future<Void> read = reads.reached(BOUNDED);
    rounds.get(1).fail("nobody leads");

    assertThat(read.cause())
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "bounded:10s asks for more than this member can show: what it has is known to be"
                + " complete up to 12000 ms ago, and newer cannot be had: nobody leads");
    assertThat(((RefusedException) read.cause()).status()).isEqualTo(GrpcStatus.UNAVAILABLE);
  }

  @Test // api.A-11
  void aCallSaysHowItReadsAndElseItIsAsUsual() {
    assertThat(Reads.mode(null, BOUNDED)).isEqualTo(BOUNDED);
    assertThat(Reads.mode("linearizable", BOUNDED)).isEqualTo(ReadMode.LINEARIZABLE);
    assertThat(Reads.mode("bounded:500ms", ReadMode.LOCAL))
        .isEqualTo(new ReadMode.Bounded(Duration.ofMillis(500)))
        .hasToString("bounded:500ms");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Local", "bounded", "bounded:", "bounded:0s", "bounded:5", "stale"})
  void whatIsNoModeIsRefused(String text) { // api.A-11
    assertThatThrownBy(() -> Reads.mode(text, ReadMode.LOCAL))
        .isInstanceOf(RefusedException.class)
        .hasMessageStartingWith("skep-reads: ");
  }
}
