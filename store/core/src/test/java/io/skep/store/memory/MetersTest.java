package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Node;
import io.skep.store.Interest;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aStoreTellsWhatItHolds() {
    var store = new MemoryStore(options(clock).withMeters(meters).withLog(new LogBounds(2, 100)));
    Watcher watcher = store.watch(clock.loop("watcher"), Interest.all());
    for (int i = 0; i < 3; i++) {
      String id = "n" + i;
      now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
    }

    assertThat(gauge("skep.store.version")).isEqualTo(3);
    assertThat(meters.get("skep.store.objects").tag("kind", "node").gauge().value()).isEqualTo(3);
    assertThat(meters.get("skep.store.objects").tag("kind", "task").gauge().value()).isZero();
    assertThat(gauge("skep.store.log.commits")).isEqualTo(2);
    assertThat(gauge("skep.store.log.changes")).isEqualTo(2);
    assertThat(gauge("skep.store.log.oldest")).isEqualTo(2);
    assertThat(gauge("skep.store.log.bytes")).isZero();
    assertThat(gauge("skep.store.watchers")).isEqualTo(1);
    watcher.close();
    assertThat(gauge("skep.store.watchers")).isZero();
    assertThat(gauge("skep.store.writes.waiting")).isZero();
    store.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  @Test
  void theLogTellsWhatItAloneKeeps() { // S-98
    var store = new MemoryStore(options(clock).withMeters(meters).withLog(new LogBounds(2, 100)));
    assertThat(gauge("skep.store.log.oldest")).isZero();
    now(store.update(tx -> tx.create(Kinds.NODE, node("n"))));
    int first = store.view().get(Kinds.NODE, "n").orElseThrow().getSerializedSize();
    now(store.update(MetersTest::describe));
    assertThat(gauge("skep.store.log.bytes")).isEqualTo(first);
    int second = store.view().get(Kinds.NODE, "n").orElseThrow().getSerializedSize();
    now(store.update(tx -> tx.delete(Kinds.NODE, "n")));
    assertThat(gauge("skep.store.log.bytes")).isEqualTo(first + second);
    now(store.update(tx -> tx.create(Kinds.NODE, node("n"))));
    assertThat(gauge("skep.store.log.bytes")).as("the first went").isEqualTo(second);
  }

  private static void describe(Tx tx) {
    Node larger = node("n", "a host name");
    Node stored = tx.get(Kinds.NODE, "n").orElseThrow();
    tx.update(Kinds.NODE, stored.toBuilder().setDescription(larger.getDescription()).build());
  }

  @Test
  void theSlowestWatcherShows() { // S-94
    var store = new MemoryStore(options(clock).withMeters(meters).withLog(new LogBounds(4, 100)));
    Loop loop = clock.loop("watcher");
    assertThat(gauge("skep.store.watchers.lag")).isZero();
    Watcher quick = store.watch(loop, Interest.all());
    Watcher slow = store.watch(loop, Interest.all());
    Watcher other = store.watch(loop, Interest.in(List.of(Kinds.TASK)));
    clock.runUntilIdle();
    for (int i = 0; i < 3; i++) {
      String id = "n" + i;
      now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
      Fixtures.drain(quick);
    }
    assertThat(gauge("skep.store.watchers.lag")).isEqualTo(3);
    clock.runUntilIdle();
    assertThat(other.next()).isInstanceOf(Watcher.Next.CaughtUp.class);
    slow.next();
    assertThat(gauge("skep.store.watchers.lag")).isEqualTo(2);
    slow.close();
    assertThat(gauge("skep.store.watchers.lag")).as("others wait").isZero();
    now(store.update(tx -> tx.create(Kinds.NODE, node("n3"))));
    Fixtures.drain(quick);
    assertThat(gauge("skep.store.watchers.lag")).as("nobody has looked for one").isEqualTo(1);
    clock.runUntilIdle();
    assertThat(gauge("skep.store.watchers.lag")).as("looked, and found nothing").isZero();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
