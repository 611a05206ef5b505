package io.skep.informer.shared;

import static io.skep.informer.Rig.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Node;
import io.skep.informer.Feed;
import io.skep.informer.Health;
import io.skep.informer.Informer;
import io.skep.informer.PetKind;
import io.skep.informer.Registration;
import io.skep.informer.Rig;
import io.skep.store.Version;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Rig rig = new Rig(1, new LogBounds(4, 1_000));
  private final TestFeed feed = new TestFeed(rig.feed);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SharedInformers informers = new SharedInformers(feed, registry);
  private final Informer<Node> nodes = informers.of(Kinds.NODE);

  @Test
  @DisplayName("rt.I-19: from starting to synced to stopped")
  void fromStartingToSyncedToStopped() {
    assertThat(nodes.health()).isEqualTo(new Health.Starting());
    assertThat(nodes.health().isHealthy(MINUTE)).isFalse();
    rig.start();
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
    assertThat(nodes.health().isHealthy(MINUTE)).isTrue();

    rig.result(feed.stop());

    assertThat(nodes.health())
        .isInstanceOfSatisfying(
            Health.Stopped.class,
            stopped -> assertThat(stopped.cause()).hasMessage("the feed was stopped"));
    assertThat(nodes.health().isHealthy(MINUTE)).isFalse();
  }

  @Test
  @DisplayName(
      "rt.I-19: before the feed has heard that its store is closed, nothing newer is known")
  void theMomentAfterTheStoreIsClosed() {
    rig.start();
    rig.store.close();

    assertThat(nodes.health()).isEqualTo(new Health.Synced());
    rig.settle();

    assertThat(nodes.health()).isInstanceOf(Health.Stopped.class);
  }

  @Test
  @DisplayName("rt.I-19: the end of the store is wanted, any other end is a fault")
  void aFaultIsNotAStop() {
    rig.start();
    var fault = new IllegalStateException("broken");
    feed.fail(fault);
    rig.settle();
    assertThat(nodes.health()).isEqualTo(new Health.Failed(fault));

    Informer<Node> again = informers.of(Kinds.NODE);
    rig.settle();
    rig.store.close();
    rig.settle();
    assertThat(again.health()).isInstanceOf(Health.Stopped.class);
  }

  @Test
  @DisplayName("rt.I-19: a lost connection shows at once and is ill health only when it lasts")
  void aLostConnectionIsIllHealthOnlyWhenItLasts() {
    rig.create(node("n1", "a"));
    rig.start();
    Instant since = rig.clock.instant();
    feed.connection = new Feed.Connection(since, 3, 0);

    assertThat(nodes.health()).isEqualTo(new Health.Reconnecting(since, 3, Duration.ZERO));
    rig.clock.advance(Duration.ofSeconds(59));
    assertThat(nodes.health().isHealthy(MINUTE)).isTrue();
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(nodes.health()).isEqualTo(new Health.Reconnecting(since, 3, MINUTE));
    assertThat(nodes.health().isHealthy(MINUTE)).isFalse();
    assertThat(nodes.reader().count()).as("what was read stays").isEqualTo(1);

    feed.connection = new Feed.Connection(null, 0, 1);
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
  }

  @Test
  @DisplayName(
      "rt.I-19: an old state is worth a word after a second, and is healed by the next one")
  void anOldStateIsLagging() {
    rig.start();
    feed.newest = new Version(5);
    assertThat(nodes.health()).as("just noticed").isEqualTo(new Health.Synced());
    rig.clock.advance(Duration.ofSeconds(1));
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
    rig.clock.advance(Duration.ofMillis(1));

    assertThat(nodes.health()).isEqualTo(new Health.Lagging(5, Duration.ofMillis(1_001)));
    assertThat(nodes.health().isHealthy(MINUTE)).isTrue();
    rig.clock.advance(MINUTE);
    assertThat(nodes.health().isHealthy(MINUTE)).isFalse();
    feed.newest = null;
    assertThat(nodes.health()).isEqualTo(new Health.Synced());
    feed.newest = new Version(9);
    assertThat(nodes.health()).as("a new lag has its own time").isEqualTo(new Health.Synced());
  }

  @Test
  @DisplayName("rt.I-19: an informer that keeps moving is not lagging, whatever came meanwhile")
  void anInformerThatKeepsMovingIsNotLagging() {
    rig.start();
    for (int i = 1; i < 9; i++) {
      feed.newest = new Version(i + 1);
      assertThat(nodes.health()).isEqualTo(new Health.Synced());
      rig.create(node("n" + i, "a"));
      rig.clock.advance(Duration.ofMillis(900));
    }
  }

  @Test
  @DisplayName("rt.M-6, rt.M-7: every series is there at zero from the start, tagged by kind alone")
  void everySeriesIsThereFromTheStart() {
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName() + meter.getId().getTags())
        .containsExactlyInAnyOrder(
            "skep.informer.reconnects[]",
            "skep.informer.objects" + KIND,
            "skep.informer.version" + KIND,
            "skep.informer.lag" + KIND,
            "skep.informer.lag.versions" + KIND,
            "skep.informer.backlog" + KIND,
            "skep.informer.handler.exceptions" + KIND,
            "skep.informer.snapshots" + KIND,
            "skep.informer.skipped" + KIND);
    for (Meter meter : registry.getMeters()) {
      assertThat(meter.measure()).allMatch(measured -> measured.getValue() == 0);
    }
  }

  private static final String KIND = List.of(Tag.of("kind", "node")).toString();

  private double gauge(String name) {
    return registry.get("skep.informer." + name).tag("kind", "node").gauge().value();
  }

  @Test
  @DisplayName("rt.M-6: objects, versions, lag, backlog, exceptions, snapshots, reconnects")
  void theyCountWhatHappens() {
    var otherTime = new VirtualClock(2); // Its loops run only when this test says so.
    List<Registration> added = new ArrayList<>();
    Informer<Node> some = informers.of(Kinds.NODE, n -> n.getId().equals("n1"));
    rig.create(node("n1", "a"));
    rig.create(node("n2", "a"));
    rig.start();
    otherTime
        .loop("slow")
        .execute(
            () ->
                nodes
                    .addHandler(
                        event -> {
                          throw new IllegalStateException("broken");
                        })
                    .onSuccess(added::add));
    otherTime.runUntilIdle();
    rig.settle();
    otherTime.advance(Duration.ofSeconds(5));
    assertThat(gauge("objects")).as("two informers").isEqualTo(3);
    assertThat(gauge("version")).isEqualTo(2);

    rig.relabel("n1", "b");
    rig.relabel("n2", "b");
    feed.newest = new Version(10);
    rig.settle();
    assertThat(gauge("backlog")).isEqualTo(2);
    assertThat(gauge("lag.versions")).isEqualTo(6);
    assertThat(gauge("lag")).isZero();
    rig.clock.advance(Duration.ofSeconds(3));
    assertThat(gauge("lag")).isEqualTo(3);
    assertThat(registry.get("skep.informer.handler.exceptions").counter().count()).isEqualTo(2);
    feed.newest = null;
    for (int i = 0; i < 9; i++) {
      rig.relabel("n1", "c" + i); // More than the log keeps.
    }
    rig.settle();

    assertThat(registry.get("skep.informer.snapshots").counter().count()).isEqualTo(4);
    feed.connection = new Feed.Connection(null, 0, 7);
    assertThat(registry.get("skep.informer.reconnects").functionCounter().count()).isEqualTo(7);
    rig.result(some.close());
    assertThat(gauge("objects")).isEqualTo(2);
    rig.result(nodes.close());
    assertThat(gauge("objects")).isZero();
    assertThat(gauge("backlog")).isZero();
  }

  @Test
  @DisplayName("rt.W-11, rt.M-6: what cannot be read is counted")
  void whatCannotBeReadIsCounted() {
    informers.of(PetKind.PET, pet -> true);
    rig.start();
    rig.commit(PetKind::declare);
    rig.commit(tx -> tx.create(Kinds.RESOURCE, PetKind.mutant("blob")));
    rig.settle();

    FunctionCounter skipped =
        registry.get("skep.informer.skipped").tag("kind", "pet").functionCounter();
    assertThat(skipped.count()).isEqualTo(1);
    assertThat(registry.find("skep.informer.objects").tag("kind", "pet").gauges())
        .extracting(Gauge::value)
        .containsExactly(0.0);
  }
}
