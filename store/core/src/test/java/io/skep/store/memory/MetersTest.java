package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.store.Interest;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aStoreTellsWhatItHolds() {
    var store = new MemoryStore(options(clock).withMeters(meters).withLog(new LogBounds(2, 100)));
    store.watch(clock.loop("watcher"), Interest.all());
    for (int i = 0; i < 3; i++) {
      String id = "n" + i;
      now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
    }

    assertThat(gauge("skep.store.version")).isEqualTo(3);
    assertThat(meters.get("skep.store.objects").tag("kind", "node").gauge().value()).isEqualTo(3);
    assertThat(meters.get("skep.store.objects").tag("kind", "task").gauge().value()).isZero();
    assertThat(gauge("skep.store.log.commits")).isEqualTo(2);
    assertThat(gauge("skep.store.log.changes")).isEqualTo(2);
    assertThat(gauge("skep.store.watchers")).isEqualTo(1);
    assertThat(gauge("skep.store.writes.waiting")).isZero();
    store.close();
    assertThat(meters.getMeters()).isEmpty();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }
}
