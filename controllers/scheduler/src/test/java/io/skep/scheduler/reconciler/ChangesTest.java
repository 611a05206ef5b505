package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.desired;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.Filter;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which changes matter to the scheduler, and what it makes of them. */
final class ChangesTest {
  private final World world = new World();

  // SC-50
  @Test
  void filtersAreAskedInSwarmKitsOrder() {
    assertThat(Scheduler.swarmPipeline().filters().stream().map(Filter::name))
        .containsExactly(
            "ready",
            "resource",
            "plugin",
            "constraint",
            "platform",
            "host-port",
            "max-replicas",
            "volumes");
  }

  // SC-6: what one has seen is nothing to the other.
  @Test
  void twoSchedulersMayHaveTheSameFilters() {
    Pipeline shared = Scheduler.swarmPipeline();
    var other = new World(shared);
    world.restart(shared);
    world.nodes(node("n1", resources(0, 10)));
    other.nodes(node("n1", resources(0, 1_000)));

    world.tasks(task("a", reserves(0, 100)));
    other.tasks(task("a", reserves(0, 100)));
    world.tasks(task("b", reserves(0, 10)));

    assertThat(world.nodeOf("a")).isEmpty();
    assertThat(other.nodeOf("a")).isEqualTo("n1");
    assertThat(world.nodeOf("b")).isEqualTo("n1");
  }

  // SC-20
  @ParameterizedTest
  @EnumSource(
      value = TaskState.class,
      names = {"NEW", "COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "REMOVE", "ORPHANED"})
  void aNewTaskThatIsNotReadyOrIsOverIsIgnored(TaskState state) {
    world.nodes(node("n1", resources(0, 100)));
    int runs = world.runtime().runs();

    world.tasks(
        task("waits", state(state)), task("there", runningOn("n1"), state(state), reserves(0, 90)));
    assertThat(world.runtime().runs()).as("nothing to look at").isEqualTo(runs);
    assertThat(world.nodeOf("waits")).isEmpty();

    world.tasks(task("next", reserves(0, 100)));
    assertThat(world.nodeOf("next")).as("nothing is held").isEqualTo("n1");
  }

  // SC-20
  @Test
  void aNewTaskThatIsOnItsNodeIsOnlyCounted() {
    world.nodes(node("n1", resources(0, 100)));

    world.tasks(task("there", runningOn("n1"), reserves(0, 90)));
    assertThat(world.runtime().writes()).isZero();

    world.tasks(task("next", reserves(0, 20)));
    assertThat(world.nodeOf("next")).isEmpty();
  }

  // SC-21
  @Test
  void changesOfATaskBeforeItIsPendingAreIgnored() {
    world.nodes(node("n1"));
    world.tasks(task("a", state(TaskState.NEW)));
    int runs = world.runtime().runs();

    world.changeTask("a", task -> task.setSlot(7));
    world.changeTask("a", desired(TaskState.READY));
    assertThat(world.runtime().runs()).isEqualTo(runs);
    assertThat(world.nodeOf("a")).isEmpty();

    world.changeTask("a", state(TaskState.PENDING));
    assertThat(world.nodeOf("a")).isEqualTo("n1");
  }

  // SC-24, SC-73
  @Test
  void aWaitingTaskThatGetsANodeIsPreassignedFromThenOn() {
    world.nodes(node("n1", resources(0, 10)), node("n2", resources(0, 10)));
    world.tasks(task("a", reserves(0, 50)));
    assertThat(world.err("a")).startsWith("no suitable node (");

    world.changeTask("a", on("n1"));
    assertThat(world.err("a")).isEqualTo("insufficient resources on 1 node");

    world.changeNode("n2", resources(0, 100));
    assertThat(world.status("a").getState()).as("it is for n1").isEqualTo(TaskState.PENDING);
    world.changeNode("n1", resources(0, 100));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.nodeOf("a")).isEqualTo("n1");
  }

  // SC-32
  @Test
  void aPassLooksAtTasksMadeForANodeFirstAndThenAtOthers() {
    world.nodes(node("n1", resources(0, 100)));
    world.tasks(task("any", reserves(0, 200)), task("made", on("n1"), reserves(0, 200)));

    world.changeNode("n1", resources(0, 250));

    assertThat(world.status("made").getState()).isEqualTo(TaskState.ASSIGNED);
    assertThat(world.nodeOf("any")).isEmpty();
  }

  // SC-68
  @Test
  void aNodeThatIsFullTakesNoMoreOfTheSamePass() {
    world.services(service("web", 1));
    world.nodes(node("n1", resources(0, 30)), node("n2", resources(0, 100)));

    world.write(
        tx -> {
          for (int i = 0; i < 12; i++) {
            tx.create(Kinds.TASK, task("t" + i, ofService("web", 1), reserves(0, 10)));
          }
        });

    assertThat(world.count("n1", "web")).isEqualTo(3);
    assertThat(world.count("n2", "web")).isEqualTo(9);
  }

  // SC-71: one write for each task, though it was offered to several groups and nodes.
  @Test
  void aTaskIsDecidedOnceInAPass() {
    world.nodes(node("n1", resources(0, 10)), node("n2", resources(0, 100)));
    int writes = world.runtime().writes();

    world.tasks(Stream.of("a", "b", "c").map(id -> task(id, reserves(0, 30))).toArray(Task[]::new));

    assertThat(world.runtime().writes() - writes).isEqualTo(3);
    assertThat(world.count("n2", "")).isEqualTo(3);
  }
}
