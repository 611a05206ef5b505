package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeletedServicesTest {
  private final World world = World.seeded();

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-4, OR-26. */
  @Test
  void theTasksOfADeletedServiceAreToBeRemoved() {
    world.create(Sample.node("n1"));
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1");

    world.deleteService("web");

    assertThat(world.tasks("web"))
        .hasSize(2)
        .allMatch(task -> task.getDesiredState() == TaskState.REMOVE);
  }

  /** OR-26. */
  @Test
  void thoseOfADeletedGlobalServiceToo() {
    world.create(Sample.node("n1"));
    world.create(Sample.global("web"));
    world.startAll("web", "n1");

    world.deleteService("web");

    assertThat(world.tasks("web"))
        .singleElement()
        .matches(task -> task.getDesiredState() == TaskState.REMOVE);
  }

  /** OR-26. */
  @Test
  void otherServicesKeepTheirs() {
    world.create(Sample.replicated("web", 1));
    world.create(Sample.replicated("db", 1));
    List<Task> before = world.tasks("db");

    world.deleteService("web");

    assertThat(world.tasks("db")).isEqualTo(before);
  }

  /** OR-16. */
  @Test
  void aNewLeaderRemovesTheTasksOfServicesThatAreGone() {
    world.create(Sample.node("n1"));
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1");
    Task stopped = world.runnable("web").get(0);
    world.loseLeader();
    world.deleteService("web");
    world.report(stopped, TaskState.FAILED);

    world.lead();

    assertThat(world.tasks("web"))
        .singleElement()
        .matches(task -> task.getDesiredState() == TaskState.REMOVE);
  }

  /** OR-16: made by hand, for a node. */
  @Test
  void tasksThatNeverHadAServiceAreLeftAlone() {
    Task alone = Sample.running("t1", 0, "n1").toBuilder().clearServiceId().clearMeta().build();

    world.create(alone);

    assertThat(world.now(alone).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }
}
