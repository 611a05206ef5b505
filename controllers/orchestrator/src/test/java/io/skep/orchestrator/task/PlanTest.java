package io.skep.orchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.Run;
import io.skep.store.BatchOptions;
import io.skep.store.kind.Kinds;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.lang.reflect.Proxy;
import java.util.Iterator;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a plan when others were faster. */
final class PlanTest {
  private final MemoryStore store = new MemoryStore(MemoryStoreOptions.of(Kinds.ALL));
  private final Plan plan = new Plan();

  @AfterEach
  void close() {
    store.close();
  }

  /** OR-33: what an agent has reported meanwhile stays. */
  @Test
  void theTaskIsReadAgainWhenThePlanIsCarriedOut() {
    Task planned = stored(TaskState.ASSIGNED, TaskState.RUNNING);
    plan.desire(planned, TaskState.REMOVE);
    write(
        planned.toBuilder().setStatus(planned.getStatus().toBuilder().setState(TaskState.RUNNING)));

    carryOut();

    assertThat(now().getDesiredState()).isEqualTo(TaskState.REMOVE);
    assertThat(now().getStatus().getState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-2, OR-33: a desired state never goes back. */
  @Test
  void whatIsToBeRemovedIsNotMerelyShutDown() {
    Task planned = stored(TaskState.RUNNING, TaskState.RUNNING);
    plan.desire(planned, TaskState.SHUTDOWN);
    write(planned.toBuilder().setDesiredState(TaskState.REMOVE));
    Task before = now();

    carryOut();

    assertThat(now()).as("nothing was written").isEqualTo(before);
  }

  /** OR-33: nothing comes back that was deleted. */
  @Test
  void aTaskThatIsGoneStaysGone() {
    plan.desire(stored(TaskState.RUNNING, TaskState.RUNNING), TaskState.REMOVE);
    store.update(tx -> tx.delete(Kinds.TASK, "t"));

    carryOut();

    assertThat(store.view().get(Kinds.TASK, "t")).isEmpty();
  }

  private Task stored(TaskState state, TaskState desired) {
    Task.Builder task = Task.newBuilder().setId("t").setDesiredState(desired);
    task.getStatusBuilder().setState(state);
    store.update(tx -> tx.create(Kinds.TASK, task.build()));
    return now();
  }

  private void write(Task.Builder task) {
    store.update(tx -> tx.update(Kinds.TASK, task.build()));
  }

  private Task now() {
    return store.view().get(Kinds.TASK, "t").orElseThrow();
  }

  /** Of a run, a plan only needs that it writes. */
  @SuppressWarnings("unchecked")
  private void carryOut() {
    Run<?> run =
        (Run<?>)
            Proxy.newProxyInstance(
                Run.class.getClassLoader(),
                new Class<?>[] {Run.class},
                (proxy, method, arguments) ->
                    store.batch(
                        BatchOptions.DEFAULT,
                        (Iterator<? extends Consumer<? super io.skep.store.Tx>>) arguments[0]));
    assertThat(plan.carryOut(run).succeeded()).isTrue();
  }
}
