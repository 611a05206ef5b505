package io.skep.store.memory;

import static io.skep.store.memory.Fixtures.node;
import static io.skep.store.memory.Fixtures.now;
import static io.skep.store.memory.Fixtures.options;
import static io.skep.store.memory.Fixtures.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.store.Interest;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.Watcher.Next;
import io.skep.store.changelog.LogBounds;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose log keeps four commits, and a loop to watch it from. */
final class WatchRig {
  static final Interest NODES = Interest.in(List.of(Kinds.NODE));

  final VirtualClock clock = new VirtualClock(1);
  final Loop loop = clock.loop("watcher");
  final MemoryStore store;

  /** How often the owner of {@link #watchNodes} was told. */
  final AtomicInteger told = new AtomicInteger();

  WatchRig() {
    this(new LogBounds(4, 1_000));
  }

  WatchRig(LogBounds log) {
    store = new MemoryStore(options(clock).withLog(log));
  }

  Watcher watchNodes() {
    Watcher watcher = store.watch(loop, NODES);
    clock.runUntilIdle(); // Lets the watcher take its place.
    watcher.onReady(told::incrementAndGet);
    clock.runUntilIdle();
    told.set(0);
    return watcher;
  }

  /** {@code next} says that the log begins at version {@code oldest}. */
  static void assertCompacted(Next next, long oldest) {
    assertThat(next)
        .isInstanceOfSatisfying(
            Next.Compacted.class,
            compacted -> {
              assertThat(compacted.oldest()).isEqualTo(new Version(oldest));
              assertThat(compacted.details()).contains("its log begins at version " + oldest);
            });
  }

  Version create(String id) {
    return now(store.update(tx -> tx.create(Kinds.NODE, node(id))));
  }

  Version createService(String id) {
    return now(store.update(tx -> tx.create(Kinds.SERVICE, service(id, id))));
  }
}
