package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.orchestrator.task.Plan;
import io.skep.orchestrator.task.Tasks;
import io.skep.store.By;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TaskReaperTest {
  private final World world = World.seeded();

  @BeforeEach
  void oneNode() {
    world.create(Sample.node("n1"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-80: five, as a new cluster says. */
  @Test
  void aSlotKeepsAsMuchHistoryAsTheClusterSays() {
    List<Task> all = failing(web(), 8);

    assertThat(world.tasks("web")).hasSize(5);
    assertThat(world.tasks("web")).extracting(Task::getId).contains(all.get(7).getId());
  }

  /** OR-80. */
  @Test
  void withoutAClusterObjectNoHistoryIsKept() {
    World bare = World.empty();
    bare.create(Sample.node("n1"));
    bare.create(web());
    bare.startAll("web", "n1");

    bare.report(bare.runnable("web").get(0), TaskState.FAILED);

    assertThat(bare.tasks("web")).singleElement().matches(Tasks::isRunnable);
  }

  /** OR-80, OR-82. */
  @Test
  void aSmallerLimitCountsAtOnce() {
    failing(web(), 8);

    limit(2);

    assertThat(world.tasks("web")).hasSize(2);
  }

  /** OR-81. */
  @Test
  void aNegativeLimitKeepsEverything() {
    limit(-1);

    failing(web(), 8);

    assertThat(world.tasks("web")).hasSize(9);
  }

  /** OR-81: even if the cluster says that everything, or nothing, is kept. */
  @Test
  void aServiceWithARestartLimitKeepsOneMoreThanThat() {
    for (long limit : List.of(-1, 0, 5)) {
      limit(limit);
      String id = "web" + limit;
      Service service = Sample.replicated(id, 1);

      failing(Sample.withRestart(service, Sample.policy(RestartCondition.ANY, 2, 1)), 8);

      assertThat(world.tasks(id)).as("limit %d", limit).hasSize(3);
    }
  }

  /** OR-82. */
  @ParameterizedTest
  @EnumSource(names = {"COMPLETE", "SHUTDOWN", "FAILED", "REJECTED", "ORPHANED"})
  void aTaskToBeRemovedIsDeletedOnceItHasEnded(TaskState end) {
    Task task = running();
    world.scale("web", 0);
    assertThat(world.exists(task)).isTrue();

    world.report(task, end);

    assertThat(world.exists(task)).isFalse();
  }

  /** OR-82. */
  @ParameterizedTest
  @EnumSource(names = {"ASSIGNED", "ACCEPTED", "PREPARING", "READY", "STARTING", "RUNNING"})
  void aTaskToBeRemovedStaysAsLongAsANodeHasIt(TaskState state) {
    Task task = Sample.task("t1", 1, "n1", state, TaskState.REMOVE, 0);

    world.create(task.toBuilder().clearMeta().build());

    assertThat(world.exists(task)).isTrue();
  }

  /** OR-82, OR-84: the tasks of jobs are to end by themselves, and leave no history until then. */
  @Test
  void theStepsOfAJobsTaskCostNoLook() {
    world.create(Sample.replicatedJob("job", 1, 1));
    Task task = world.tasks("job").get(0);
    world.report(task, TaskState.ASSIGNED, "n1");
    world.pass(Duration.ofSeconds(1));
    double before = world.runs("task-reaper");

    world.report(task, TaskState.RUNNING);
    world.pass(Duration.ofSeconds(1));

    assertThat(world.runs("task-reaper")).isEqualTo(before);
  }

  /** OR-82. */
  @Test
  void anOrphanWithoutAServiceIsDeleted() {
    Task orphan =
        Sample.task("t1", 0, "n1", TaskState.ORPHANED, TaskState.RUNNING, 0).toBuilder()
            .clearServiceId()
            .clearMeta()
            .build();

    world.create(orphan);

    assertThat(world.exists(orphan)).isFalse();
  }

  /** OR-82, OR-80: at the start of a leader. */
  @Test
  void aNewLeaderDeletesWhatEndedMeanwhile() {
    Task task = running();
    world.scale("web", 0);
    world.loseLeader();
    world.report(task, TaskState.SHUTDOWN);

    world.lead();

    assertThat(world.exists(task)).isFalse();
  }

  /** OR-11, OR-84. */
  @Test
  void theOldestGoFirst() {
    List<Task> all = failing(web(), 8);

    assertThat(world.tasks("web").subList(0, 4))
        .extracting(Task::getId)
        .containsExactlyElementsOf(all.subList(4, 8).stream().map(Task::getId).toList());
  }

  /** OR-84: a task that was stopped before it reached a node is history too. */
  @Test
  void tasksThatNeverReachedANodeAndAreToStopAreHistory() {
    limit(1);
    world.create(web());
    Task waiting = world.runnable("web").get(0);

    world.write(tx -> tx.update(Kinds.TASK, Plan.desiring(world.now(waiting), TaskState.SHUTDOWN)));

    assertThat(world.exists(waiting)).isFalse();
    assertThat(world.slots("web")).containsExactly(1L);
  }

  /** OR-84: on each node of its own. */
  @Test
  void theHistoryOfAGlobalServiceIsKeptByNode() {
    limit(2);
    world.create(Sample.node("n2"));
    world.create(Sample.global("web"));
    for (int round = 0; round < 4; round++) {
      for (Task task : world.runnable("web")) {
        world.start(task, task.getNodeId());
        world.report(task, TaskState.FAILED);
      }
      world.pass(Duration.ofSeconds(10));
    }

    assertThat(world.tasks("web"))
        .extracting(Task::getNodeId)
        .containsExactlyInAnyOrder("n1", "n1", "n2", "n2");
  }

  /** OR-85. */
  @Test
  void aTaskThatANodeStillHasIsNeverHistory() {
    limit(0);
    Task stopping = running();

    world.write(
        tx -> tx.update(Kinds.TASK, Plan.desiring(world.now(stopping), TaskState.SHUTDOWN)));
    assertThat(world.exists(stopping)).isTrue();
    assertThat(world.tasks("web")).hasSize(2);

    world.report(stopping, TaskState.SHUTDOWN);
    assertThat(world.exists(stopping)).isFalse();
  }

  /** OR-80, OR-16, CT-135: by a new leader, of which slot and service they are. */
  @Test
  void aNewLeaderTidiesUpWhatItFinds() {
    limit(2);
    world.loseLeader();
    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, Sample.replicated("web", 2));
          tx.create(Kinds.TASK, stored("run1", 1, TaskState.RUNNING, TaskState.RUNNING));
          tx.create(Kinds.TASK, stored("run2", 2, TaskState.RUNNING, TaskState.RUNNING));
          tx.create(Kinds.TASK, stored("failed", 1, TaskState.FAILED, TaskState.SHUTDOWN));
          Task stopping = stored("stopping", 3, TaskState.RUNNING, TaskState.REMOVE);
          tx.create(Kinds.TASK, stopping.toBuilder().setServiceId("gone").build());
          tx.create(Kinds.TASK, stored("r1", 3, TaskState.SHUTDOWN, TaskState.REMOVE));
          tx.create(Kinds.TASK, stored("r2", 3, TaskState.COMPLETE, TaskState.REMOVE));
          tx.create(Kinds.TASK, stored("r3", 3, TaskState.PENDING, TaskState.REMOVE));
          tx.create(Kinds.TASK, stored("r4", 3, TaskState.NEW, TaskState.REMOVE));
        });

    world.lead();

    assertThat(world.tasks("web").stream().map(Task::getId))
        .containsExactlyInAnyOrder("run1", "run2", "failed");
    assertThat(world.tasks("gone").stream().map(Task::getId)).containsExactly("stopping");
  }

  /** OR-84, CT-136, CT-139: in each slot by itself. */
  @Test
  void eachSlotKeepsItsOwnHistory() {
    limit(2);
    world.create(Sample.replicated("web", 2));
    List<Task> first = world.runnable("web");
    for (int round = 0; round < 2; round++) {
      for (Task task : world.runnable("web")) {
        world.start(task, "n1");
        world.report(task, TaskState.FAILED);
      }
      world.pass(Duration.ofSeconds(10));
    }

    assertThat(world.tasks("web").stream().map(Task::getSlot))
        .containsExactlyInAnyOrder(1L, 1L, 2L, 2L);
    assertThat(first).noneMatch(world::exists);
  }

  /** OR-82, CT-137: even if all history is kept. */
  @Test
  void whatIsToBeRemovedIsNoHistory() {
    limit(-1);
    world.create(Sample.replicated("web", 2));
    world.startAll("web", "n1");
    List<Task> both = world.runnable("web");
    world.scale("web", 1);
    world.report(both.get(1), TaskState.SHUTDOWN);
    assertThat(world.tasks("web")).extracting(Task::getId).containsExactly(both.get(0).getId());

    world.deleteService("web");
    world.report(both.get(0), TaskState.SHUTDOWN);

    assertThat(world.tasks("web")).isEmpty();
  }

  /** OR-26, OR-82, CT-137. */
  @Test
  void finishedTasksGoWithTheirService() {
    limit(-1);
    world.create(
        Sample.withRestart(
            Sample.replicated("web", 1), Sample.policy(RestartCondition.ON_FAILURE, 0, 0)));
    world.startAll("web", "n1");
    world.report(world.runnable("web").get(0), TaskState.COMPLETE);
    assertThat(world.tasks("web")).hasSize(1);

    world.deleteService("web");

    assertThat(world.tasks("web")).isEmpty();
  }

  /** OR-84, CT-140: with nothing to be kept. */
  @ParameterizedTest
  @CsvSource({
    "RUNNING, NEW, false",
    "RUNNING, PENDING, false",
    "RUNNING, ASSIGNED, false",
    "RUNNING, STARTING, false",
    "RUNNING, RUNNING, false",
    "RUNNING, COMPLETE, true",
    "RUNNING, FAILED, true",
    "RUNNING, REJECTED, true",
    "RUNNING, ORPHANED, true",
    "SHUTDOWN, NEW, true",
    "SHUTDOWN, PENDING, true",
    "SHUTDOWN, ASSIGNED, false",
    "SHUTDOWN, READY, false",
    "SHUTDOWN, RUNNING, false",
    "SHUTDOWN, COMPLETE, true",
    "SHUTDOWN, SHUTDOWN, true",
    "SHUTDOWN, FAILED, true",
    "SHUTDOWN, REJECTED, true",
    "SHUTDOWN, ORPHANED, true",
  })
  void whatEndedOrNeverBeganAndIsToStopIsHistory(
      TaskState desired, TaskState observed, boolean deleted) {
    limit(0);
    Task task = stored("t1", 1, observed, desired);

    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, web());
          tx.create(Kinds.TASK, task);
        });

    assertThat(world.exists(task)).isEqualTo(!deleted);
  }

  /** OR-83, CT-138: however many, without a pause; and an idle reaper does nothing. */
  @Test
  void aThousandTasksAreDeletedAtOnceAndNothingHappensWhenIdle() {
    world.create(Sample.node("n2"));
    world.writeOnly(
        tx -> {
          for (int n = 0; n < 1_001; n++) {
            tx.create(Kinds.TASK, stored("t" + n, n, TaskState.SHUTDOWN, TaskState.REMOVE));
          }
        });
    assertThat(world.tasks("web")).hasSize(1_001);

    world.pass(Duration.ZERO);
    assertThat(world.tasks("web")).isEmpty();
    double runs = world.runs("task-reaper");
    world.pass(Duration.ofMinutes(30));
    assertThat(world.runs("task-reaper")).isEqualTo(runs);
  }

  /** OR-86, OR-15: and nothing is deleted after the stop. */
  @Test
  void aReaperMayBeStoppedTwice() {
    world.loseLeader();
    world.loseLeader();
    Task removed = stored("t1", 1, TaskState.SHUTDOWN, TaskState.REMOVE);

    world.create(removed);
    assertThat(world.exists(removed)).isTrue();

    world.lead();
    assertThat(world.exists(removed)).isFalse();
  }

  /** A task of {@code web} on the node, as a store may hold it. */
  private static Task stored(String id, long slot, TaskState observed, TaskState desired) {
    return Sample.task(id, slot, "n1", observed, desired, 0).toBuilder().clearMeta().build();
  }

  private Task running() {
    world.create(web());
    world.startAll("web", "n1");
    return world.runnable("web").get(0);
  }

  private static Service web() {
    return Sample.replicated("web", 1);
  }

  /** The tasks of {@code service}, of which the first {@code times} failed one after the other. */
  private List<Task> failing(Service service, int times) {
    world.create(service);
    var all = new ArrayList<Task>();
    for (int n = 0; n < times; n++) {
      Task task = world.runnable(service.getId()).get(0);
      all.add(task);
      world.start(task, "n1");
      world.report(task, TaskState.FAILED);
      world.pass(Duration.ofSeconds(10));
    }
    return all;
  }

  private void limit(long tasks) {
    world.write(
        tx ->
            tx.find(Kinds.CLUSTER, By.name("default"))
                .forEach(
                    cluster -> {
                      var changed = cluster.toBuilder();
                      changed
                          .getSpecBuilder()
                          .getOrchestrationBuilder()
                          .setTaskHistoryRetentionLimit(tasks);
                      tx.update(Kinds.CLUSTER, changed.build());
                    }));
  }
}
