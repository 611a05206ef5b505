package io.skep.server.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.server.RefusedException;
import io.skep.server.ServerLimits;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many streams there may be, and how long each lasts. */
class OpenStreamsTest {
  private static final Duration STALL = Duration.ofMinutes(1);

  @Test // rt.W-10, runtime-tests R17
  void eachLastsFromTheLeastTimeToTwiceAsLong() {
    for (Duration least : List.of(Duration.ofMinutes(5), Duration.ofMinutes(30))) {
      var streams = new OpenStreams(1_000, STALL, least, new Random(4));

      List<Duration> lives =
          Stream.generate(() -> streams.enter().terms().life()).limit(1_000).sorted().toList();

      assertThat(lives.get(0)).isBetween(least, least.multipliedBy(11).dividedBy(10));
      assertThat(lives.get(999))
          .isBetween(least.multipliedBy(19).dividedBy(10), least.multipliedBy(2));
    }
  }

  @Test // rt.W-10, runtime-tests R17
  void lessThanFiveMinutesIsNotHonoured() {
    assertThat(ServerLimits.DEFAULT.streamLife()).isEqualTo(Duration.ofMinutes(5));
    assertThatThrownBy(() -> ServerLimits.DEFAULT.withStreamLife(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("streamLife must be PT5M at least but is PT1S");
  }

  @Test // api.W-15
  void whoDoesNotFitIsNotCounted() {
    var streams = new OpenStreams(1, STALL, Duration.ofMinutes(5), new Random(4));
    OpenStreams.Place place = streams.enter();
    assertThatThrownBy(streams::enter).isInstanceOf(RefusedException.class);
    place.leave();

    assertThat(streams.enter().terms().stall()).isEqualTo(STALL);
  }

  @Test // api.W-15
  void aPlaceThatIsLeftTwiceMakesRoomForOne() {
    var streams = new OpenStreams(1, STALL, Duration.ofMinutes(5), new Random(4));
    OpenStreams.Place place = streams.enter();

    place.leave();
    place.leave();

    streams.enter();
    assertThatThrownBy(streams::enter).isInstanceOf(RefusedException.class);
  }
}
