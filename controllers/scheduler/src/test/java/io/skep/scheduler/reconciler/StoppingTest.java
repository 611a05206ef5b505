package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.controller.runtime.StoreManager;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import io.vertx.core.Future;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The scheduler under a real manager: SC-34. */
final class StoppingTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(new Random(1)));

  private String nodeOf(String task) {
    return store.view().get(Kinds.TASK, task).orElseThrow().getNodeId();
  }

  private void add(String task) {
    store.update(tx -> tx.create(Kinds.TASK, task(task)));
    clock.runUntilIdle();
  }

  // SC-34
  @Test
  void aSchedulerThatIsStoppedTwiceDecidesNoMore() {
    StoreManager manager = StoreManager.on(clock.loop("scheduler"), store);
    manager.add("scheduler", new Scheduler());
    manager.start();
    clock.runUntilIdle();
    store.update(tx -> tx.create(Kinds.NODE, node("n1")));
    add("before");
    assertThat(nodeOf("before")).isEqualTo("n1");

    Future<Void> stopped = manager.stop();
    Future<Void> again = manager.stop();
    clock.runUntilIdle();
    add("after");

    assertThat(stopped.succeeded()).isTrue();
    assertThat(again.succeeded()).isTrue();
    assertThat(nodeOf("after")).isEmpty();
  }
}
