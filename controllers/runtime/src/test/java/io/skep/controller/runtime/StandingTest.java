package io.skep.controller.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.controller.health.Readiness;
import io.skep.controller.health.Standing;
import io.skep.informer.Feed;
import io.skep.informer.Informer;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a process whose feed has lost its store. */
class StandingTest {
  private final World world = new World();
  private final LaggingFeed feed = new LaggingFeed(new StoreFeed(world.store, world.loop()));
  private final StoreManager manager =
      StoreManager.over(List.of(feed), world.store, ManagerOptions.DEFAULT);
  private final Informer<?> services = new SharedInformers(feed).of(Kinds.SERVICE);

  private void lose() {
    feed.connection = new Feed.Connection(world.clock.instant(), 3, 0);
  }

  @Test // rt.S-6
  void aManagerWhoseFeedIsLostIsReadyForOneMoreMinute() {
    manager.add("web", Script.onServices());
    Readiness readiness = Readiness.always().with("manager", manager::standing);
    assertThat(readiness.isReady()).isFalse();
    manager.start();
    world.advance(Duration.ZERO);
    assertThat(manager.standing()).isEqualTo(Standing.GOOD);

    lose();
    world.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(readiness.isReady()).isTrue();
    world.advance(Duration.ofNanos(1));
    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.reports().get(0).text())
        .contains("lost for PT1M", "feed on", "tried 3 times");

    feed.connection = new Feed.Connection(null, 0, 1);
    assertThat(readiness.isReady()).as("it is back").isTrue();
  }

  @Test // rt.S-6, rt.I-19
  void anInformerThatReconnectsCountsForOneMoreMinute() {
    Readiness readiness = Readiness.always().with("services", Standing.of(services));
    feed.start();
    world.advance(Duration.ZERO);

    lose();
    assertThat(Standing.of(services).get())
        .isEqualTo(new Standing.Lost("reconnecting, tried 3 times", Duration.ZERO));
    world.advance(Duration.ofMinutes(1).minusNanos(1));
    assertThat(readiness.isReady()).isTrue();
    world.advance(Duration.ofNanos(1));

    assertThat(readiness.isReady()).isFalse();
  }
}
