package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.maxReplicas;
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
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import io.skep.scheduler.world.PlainRules;
import io.skep.scheduler.world.RandomWorld;
import io.skep.scheduler.world.World;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions on a fork: the same as those of a running scheduler, and seen by nobody. */
final class DryRunTest {
  private static final Instant NOW = Instant.parse("2000-01-01T00:00:00Z");

  private final World world = new World();

  private DryRun dryRun() {
    return new DryRun(world.store().fork(), Scheduler.swarmPipeline(), NOW);
  }

  // SC-42, SC-52
  @Test
  void whatWouldFitIsToldAndWhatWouldNotWithTheReason() {
    world.services(service("web", 1));
    world.nodes(node("n1", resources(0, 100)), node("n2", resources(0, 100)));
    world.tasks(task("runs", ofService("web", 1), runningOn("n1"), reserves(0, 60)));
    Version before = world.view().version();
    var dryRun = dryRun();

    for (int i = 0; i < 3; i++) {
      dryRun.put(task("t" + i, ofService("web", 1), reserves(0, 50)));
    }

    assertThat(dryRun.place()).extracting(Task::getId).containsExactly("t0", "t1");
    assertThat(dryRun.explain("t0")).isEqualTo(new TaskExplanation.Placed("t0", "n2"));
    assertThat(dryRun.explain("t2"))
        .isInstanceOfSatisfying(
            Waiting.class,
            waiting ->
                assertThat(waiting.nearest().get(0)).hasToString("free 10 B of memory on n1"));
    assertThat(world.view().version()).as("nothing is stored").isEqualTo(before);

    dryRun.remove("runs");
    assertThat(dryRun.place()).extracting(Task::getNodeId).containsExactly("n1");
  }

  // SC-16, SC-57, SC-72
  @Test
  void preassignedTasksAreConfirmed() {
    world.services(service("web", 1));
    world.nodes(node("n1"), node("n2"));
    var dryRun = dryRun();

    dryRun.put(task("g", ofService("web", 1), on("n1"), maxReplicas(1)));
    dryRun.put(task("r", ofService("web", 1), maxReplicas(1)));

    assertThat(dryRun.place()).extracting(Task::getNodeId).containsExactly("n1", "n2");
  }

  // SC-60
  @Test
  void recentFailuresCount() {
    world.services(service("web", 1));
    world.nodes(node("n1"), node("n2"));
    world.tasks(task("busy", runningOn("n1")));
    for (int i = 0; i < 5; i++) {
      String id = "t" + i;
      world.tasks(task(id, ofService("web", 1)));
      world.changeTask(id, state(TaskState.FAILED));
    }
    var dryRun = dryRun();

    dryRun.put(task("next", ofService("web", 1)));

    assertThat(dryRun.place()).extracting(Task::getNodeId).containsExactly("n1");
  }

  // SC-41, SC-63, SC-66
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void aDryRunDecidesWhatTheSchedulerThenDoes(long seed) {
    var random = new RandomWorld(seed);
    for (int step = 0; step < 40; step++) {
      random.step();
      World live = random.world();
      live.runtime().interfereOnce(() -> {}); // Nothing comes in between from here on.
      var dryRun = new DryRun(live.store().fork(), Scheduler.swarmPipeline(), NOW);
      for (int i = 0; i < 5; i++) {
        Task more = task("more" + step + "-" + i, ofService("service" + i, 1), reserves(1, 10));
        dryRun.put(more);
        live.writeOnly(tx -> tx.create(Kinds.TASK, more));
      }
      dryRun.place();
      live.settle();
      assertThat(places(dryRun.fork().list(Kinds.TASK)))
          .as("seed %d step %d", seed, step)
          .isEqualTo(places(live.view().list(Kinds.TASK)));
    }
  }

  private static Map<String, String> places(Iterable<Task> tasks) {
    var places = new TreeMap<String, String>();
    for (Task task : tasks) {
      if (PlainRules.usesItsNode(task) || PlainRules.waits(task)) {
        places.put(task.getId(), task.getNodeId() + " " + task.getStatus().getErr());
      }
    }
    return places;
  }
}
