package io.skep.controller.graph;

import static io.skep.controller.graph.Part.PART;
import static io.skep.controller.graph.Website.WEBSITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.controller.custom.ObjectTx;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A graph in a controller. (rt.F-9) */
class WebsitesTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));

  @BeforeEach
  void start() {
    StoreManager.on(clock.loop("controllers"), store).add("websites", new Websites()).start();
    clock.runUntilIdle();
    write(tx -> tx.create(WEBSITE, Website.named("shop", new Website.Spec("hello", 2, true))));
  }

  private void write(Consumer<ObjectTx> body) {
    assertThat(store.update(tx -> body.accept(ObjectTx.over(tx))).succeeded()).isTrue();
    clock.runUntilIdle();
  }

  private Website site() {
    return store.view().list(WEBSITE).get(0);
  }

  private void tasksAre(TaskState state) {
    write(
        tx -> {
          for (Task task : tx.list(Kinds.TASK)) {
            tx.update(
                Kinds.TASK,
                task.toBuilder().setStatus(TaskStatus.newBuilder().setState(state)).build());
          }
        });
  }

  private List<Integer> counts() {
    return List.of(
        store.view().count(Kinds.CONFIG),
        store.view().count(Kinds.TASK),
        store.view().list(PART).size());
  }

  @Test
  void partsComeAsWhatTheyDependOnBecomesReady() {
    assertThat(counts()).containsExactly(1, 2, 0);
    assertThat(site().status().phase()).isEqualTo("starting");

    tasksAre(TaskState.RUNNING);
    assertThat(counts()).containsExactly(1, 2, 1);
    assertThat(site().status().phase()).isEqualTo("up");

    tasksAre(TaskState.FAILED);
    assertThat(counts()).as("what is there stays").containsExactly(1, 2, 1);
    assertThat(site().status().phase()).isEqualTo("starting");
  }

  @Test
  void aPartThatIsNotWantedAnyMoreGoes() {
    tasksAre(TaskState.RUNNING);
    write(tx -> tx.spec(WEBSITE, site(), new Website.Spec("hello", 2, false)));
    assertThat(counts()).containsExactly(1, 2, 0);
    assertThat(site().status().phase()).isEqualTo("up");
  }

  @Test
  void theOwnerGoesWhenItsPartsAreGoneInReverse() {
    tasksAre(TaskState.RUNNING);
    String route = store.view().list(PART).get(0).meta().id();
    write(tx -> tx.addFinalizer(PART, route, "example.com/balancer"));

    write(tx -> tx.delete(WEBSITE, site().meta().id()));
    assertThat(counts())
        .as("the tasks serve as long as the route is there")
        .containsExactly(1, 2, 1);
    assertThat(store.view().list(WEBSITE)).hasSize(1);

    write(tx -> tx.removeFinalizer(PART, route, "example.com/balancer"));
    assertThat(counts()).containsExactly(0, 0, 0);
    assertThat(store.view().list(WEBSITE)).isEmpty();
    clock.advance(Duration.ofHours(1));
  }
}
