package io.skep.controller.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Service;
import io.skep.informer.Informer;
import io.skep.informer.feed.StoreFeed;
import io.skep.informer.shared.SharedInformers;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Promise;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a process may be relied upon. */
class ReadinessTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final Readiness none = Readiness.always();
  private Standing standing = Standing.GOOD;

  @Test // rt.S-6
  void aProcessIsReadyWhenAllItsPartsHaveStarted() {
    Promise<Void> started = Promise.promise();
    Readiness readiness =
        none.with("feed", () -> Standing.GOOD)
            .with("manager", Standing.of(started.future(), Promise.promise().future()));
    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.reports())
        .containsExactly(
            new Report("feed", true, "good"),
            new Report("manager", false, "starting: it has not started yet"));

    started.complete();

    assertThat(readiness.isReady()).isTrue();
    assertThat(none.isReady()).as("nothing is needed").isTrue();
  }

  @Test // rt.S-6
  void aPartThatHasEndedIsNotRelied() {
    Promise<Void> started = Promise.promise();
    Promise<Void> stopped = Promise.promise();
    Readiness readiness = none.with("manager", Standing.of(started.future(), stopped.future()));
    started.complete();
    stopped.fail(new IllegalStateException("no feed"));

    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.reports().get(0).text()).contains("ended", "no feed");
  }

  @Test // rt.S-6
  void aPartThatFailsToStartIsNotReliedUpon() {
    Readiness readiness =
        none.with(
            "manager",
            Standing.of(Promise.promise().future().otherwiseEmpty(), Promise.promise().future()));
    assertThat(readiness.isReady()).isFalse();

    Promise<Void> started = Promise.promise();
    started.fail("not synced");
    Readiness failed =
        none.with("manager", Standing.of(started.future(), Promise.promise().future()));
    assertThat(failed.reports().get(0).text()).contains("ended", "not synced");
  }

  @Test // rt.S-6
  void aLostFeedMakesAProcessUnreadyAfterAMinuteAndNotAtOnce() {
    Readiness readiness = none.with("feed", () -> standing);
    standing = new Standing.Lost("connection refused", Duration.ZERO);
    assertThat(readiness.isReady()).isTrue();

    standing = new Standing.Lost("connection refused", Duration.ofMinutes(1).minusNanos(1));
    assertThat(readiness.isReady()).isTrue();
    standing = new Standing.Lost("connection refused", Duration.ofMinutes(1));
    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.reports().get(0).text()).isEqualTo("lost for PT1M: connection refused");

    standing = Standing.GOOD;
    assertThat(readiness.isReady()).as("it is back").isTrue();
  }

  @Test // rt.S-6
  void howLongAFeedMayBeLostIsForTheUserToSay() {
    Readiness readiness = none.with("feed", () -> standing).withStaleAfter(Duration.ofSeconds(5));
    standing = new Standing.Lost("gone", Duration.ofSeconds(5));

    assertThat(readiness.isReady()).isFalse();
    assertThatThrownBy(() -> none.withStaleAfter(Duration.ofSeconds(-1)))
        .hasMessageContaining("PT-1S");
  }

  @Test // rt.S-6, rt.I-19
  void anInformerIsNeededUntilItsFirstSnapshotAndWhileItFollows() {
    Loop loop = clock.loop("loop");
    var store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock));
    var feed = new StoreFeed(store, loop);
    Informer<Service> informer = new SharedInformers(feed).of(Kinds.SERVICE);
    Readiness readiness = none.with("services", Standing.of(informer));
    assertThat(readiness.isReady()).isFalse();

    feed.start();
    clock.runUntilIdle();
    assertThat(readiness.isReady()).isTrue();

    feed.stop();
    clock.runUntilIdle();
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void noTwoPartsHaveOneName() {
    assertThatThrownBy(() -> none.with("feed", () -> standing).with("feed", () -> standing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"feed\"");
  }
}
