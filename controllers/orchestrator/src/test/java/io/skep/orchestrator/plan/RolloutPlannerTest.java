package io.skep.orchestrator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.orchestrator.plan.ServiceRollout.Effect;
import io.skep.scheduler.reconciler.Scheduler;
import io.skep.store.Fork;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would become of services and tasks, without any of it being stored. */
final class RolloutPlannerTest {
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL)
              .withClock(new VirtualClock(1))
              .withRandom(new Random(1)));
  private final RolloutPlanner planner = new RolloutPlanner(Scheduler.swarmPipeline());
  private Version before;

  /** Two nodes of 100; web has a task of 40 on each, and does not wait for anything. */
  @BeforeEach
  void startWithTwoTasks() {
    store.update(
        tx -> {
          tx.create(Kinds.NODE, node("n1"));
          tx.create(Kinds.NODE, node("n2"));
          ServiceSpec web = spec("web", 2, 40, s -> {});
          tx.create(Kinds.SERVICE, Service.newBuilder().setId("s-web").setSpec(web).build());
          tx.create(Kinds.TASK, running("t1", web, 1, "n1"));
          tx.create(Kinds.TASK, running("t2", web, 2, "n2"));
        });
    before = store.view().version();
  }

  @AfterEach
  void nothingIsStored() {
    assertThat(store.view().version()).isEqualTo(before);
  }

  private static Node node(String id) {
    Node.Builder node = Node.newBuilder().setId(id);
    node.getSpecBuilder()
        .setAvailability(NodeSpec.Availability.ACTIVE)
        .getAnnotationsBuilder()
        .setName(id);
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(100);
    return node.build();
  }

  private static ServiceSpec spec(
      String name, int replicas, long memory, Consumer<ServiceSpec.Builder> with) {
    ServiceSpec.Builder spec = ServiceSpec.newBuilder();
    spec.getAnnotationsBuilder().setName(name);
    spec.getReplicatedBuilder().setReplicas(replicas);
    reserve(spec, memory);
    with.accept(spec);
    return spec.build();
  }

  private static void reserve(ServiceSpec.Builder spec, long memory) {
    spec.getTaskBuilder().getResourcesBuilder().getReservationsBuilder().setMemoryBytes(memory);
  }

  private static Task running(String id, ServiceSpec of, long slot, String node) {
    Task.Builder task =
        Task.newBuilder()
            .setId(id)
            .setServiceId("s-" + of.getAnnotations().getName())
            .setSpec(of.getTask())
            .setSlot(slot)
            .setNodeId(node)
            .setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.RUNNING);
    return task.build();
  }

  private Rollout plan(ServiceSpec... specs) {
    return planner.plan(store.fork(), Wanted.of(specs), VirtualClock.START);
  }

  private static Consumer<ServiceSpec.Builder> order(UpdateOrder order) {
    return spec -> spec.getUpdateBuilder().setOrder(order).setParallelism(1);
  }

  // SC-63
  @Test
  void whatAServiceHasAlreadyIsKept() {
    Rollout rollout = plan(spec("web", 2, 40, s -> {}));

    assertThat(rollout)
        .isEqualTo(
            new Rollout(
                List.of(new ServiceRollout("web", Effect.UNCHANGED, 2, List.of(), List.of())),
                List.of()));
    assertThat(rollout.fits()).isTrue();
  }

  // SC-52, SC-79
  @Test
  void newTasksArePlacedAndWhatDoesNotFitIsExplained() {
    Rollout rollout = plan(spec("web", 4, 40, s -> {}), spec("db", 1, 70, s -> {}));

    assertThat(rollout)
        .hasToString(
            """
            service web: changed, 2 tasks kept
              create 3 on n1
              create 4 on n2
            service db: created, 0 tasks kept
              create 1 nowhere: no suitable node (insufficient resources on 2 nodes); free 50 B of memory on n1\
            """);
    assertThat(rollout.fits()).isFalse();
    assertThat(rollout.unplaced()).extracting(TaskChange::place).containsExactly("1");
  }

  // SC-52: the room of the old task is its successor's.
  @Test
  void anUpdateThatStopsFirstUsesTheRoomOfTheOldTasks() {
    Rollout rollout = plan(spec("web", 2, 90, order(UpdateOrder.STOP_FIRST)));

    assertThat(rollout)
        .hasToString(
            """
            service web: changed, 0 tasks kept
              replace 1 (task t1) from n1 on n1
              replace 2 (task t2) from n2 on n2\
            """);
  }

  // SC-52, SC-57: and here it is not, so that the update never ends.
  @Test
  void anUpdateThatStartsFirstNeedsRoomBesides() {
    Rollout rollout = plan(spec("web", 2, 90, order(UpdateOrder.START_FIRST)));

    assertThat(rollout.fits()).isFalse();
    assertThat(rollout.services().get(0).notes())
        .containsExactly("the update waits at 1; the old task runs until then");
    assertThat(plan(spec("web", 2, 50, order(UpdateOrder.START_FIRST))).fits()).isTrue();
  }

  // SC-63: another label of the service is no reason to replace a task.
  @Test
  void tasksThatAreUpToDateAreNotReplaced() {
    Rollout rollout =
        plan(spec("web", 1, 40, s -> s.getAnnotationsBuilder().putLabels("team", "a")));

    assertThat(rollout)
        .hasToString(
            """
            service web: changed, 1 task kept
              remove 2 (task t2) from n2\
            """);
  }

  // SC-22: what goes makes room for what waits.
  @Test
  void removedServicesMakeRoomForOthers() {
    Rollout rollout =
        planner.plan(
            store.fork(),
            new Wanted(List.of(spec("db", 2, 90, s -> {})), List.of("web", "nothing")),
            VirtualClock.START);

    assertThat(rollout.services())
        .extracting(ServiceRollout::name, ServiceRollout::effect)
        .containsExactly(tuple("web", Effect.REMOVED), tuple("db", Effect.CREATED));
    assertThat(rollout.services().get(0).tasks())
        .containsExactly(
            new TaskChange.Remove("1", "t1", "n1"), new TaskChange.Remove("2", "t2", "n2"));
    assertThat(rollout.services().get(1).tasks())
        .extracting(TaskChange::outcome)
        .containsExactlyInAnyOrder(new Outcome.OnNode("n1"), new Outcome.OnNode("n2"));
  }

  @Test
  void tasksOfOthersThatWaitAreToldIfTheyGetANode() {
    store.update(
        tx -> {
          ServiceSpec big = spec("big", 1, 90, s -> {});
          tx.create(Kinds.SERVICE, Service.newBuilder().setId("s-big").setSpec(big).build());
          Task.Builder task = running("waits", big, 1, "").toBuilder();
          task.getStatusBuilder().setState(TaskState.PENDING);
          tx.create(Kinds.TASK, task.build());
        });
    before = store.view().version();

    Rollout rollout = plan(spec("web", 1, 40, s -> {}));

    assertThat(rollout.others())
        .containsExactly(new TaskChange.Await("1", "waits", new Outcome.OnNode("n2")));
  }

  // SC-72: one on each node that fits.
  @Test
  void globalServicesAreToHaveATaskOnEachNode() {
    Rollout rollout =
        plan(
            spec(
                "agent",
                0,
                70,
                s -> {
                  s.getGlobalBuilder();
                  s.getTaskBuilder().getPlacementBuilder().addConstraints("node.id != n2");
                }));

    assertThat(rollout)
        .hasToString(
            """
            service agent: created, 0 tasks kept
              create n1 nowhere: insufficient resources on 1 node; free 10 B of memory on n1\
            """);
  }

  // OR-41: what a paused node has stays, out of date or not.
  @Test
  void theTasksOfPausedNodesAreLeftAlone() {
    ServiceSpec agent = spec("agent", 0, 10, s -> s.getGlobalBuilder());
    store.update(
        tx -> {
          tx.create(Kinds.SERVICE, Service.newBuilder().setId("s-agent").setSpec(agent).build());
          tx.create(Kinds.TASK, running("a1", agent, 0, "n1"));
          Node.Builder paused = tx.get(Kinds.NODE, "n1").orElseThrow().toBuilder();
          paused.getSpecBuilder().setAvailability(NodeSpec.Availability.PAUSE);
          tx.update(Kinds.NODE, paused.build());
        });
    before = store.view().version();

    Rollout rollout = plan(spec("agent", 0, 20, s -> s.getGlobalBuilder()));

    assertThat(rollout.toString())
        .contains("1 task kept", "create n2")
        .doesNotContain("n1", "replace");
  }

  @Test
  void theForkIsLeftAsEverythingWouldBe() {
    Fork fork = store.fork();

    planner.plan(fork, Wanted.of(spec("web", 3, 40, s -> {})), VirtualClock.START);

    assertThat(fork.list(Kinds.TASK)).hasSize(3).noneMatch(task -> task.getNodeId().isEmpty());
  }

  // OR-50, OR-53
  @Test
  void ofAJobTheBeginningIsPlanned() {
    Rollout rollout = plan(job(30, 2, 5));

    assertThat(rollout)
        .hasToString(
            """
            service job: created, 0 tasks kept
              create 0 on n2
              create 1 on n1
              note: 3 more start as these end\
            """);
  }

  @Test
  void whatOfAJobDoesNotFitIsExplained() {
    assertThat(plan(job(50, 3, 3)).toString())
        .contains("nowhere: no suitable node (insufficient resources on 2 nodes)");
  }

  // OR-51
  @Test
  void aJobThatRunsIsLeftAlone() {
    ServiceSpec job = job(30, 2, 5);
    storeJob(job, jobTask("j0", job, 0, 0, TaskState.COMPLETE), runningJobTask("j1", job, 1));

    assertThat(plan(job))
        .hasToString(
            """
            service job: unchanged, 1 task kept
              create 2 on n1
              note: 2 more start as these end\
            """);
  }

  // OR-55
  @Test
  void aJobThatIsChangedBeginsAnew() {
    ServiceSpec job = job(30, 2, 5);
    storeJob(job, jobTask("j0", job, 0, 0, TaskState.COMPLETE), runningJobTask("j1", job, 1));

    assertThat(plan(job(40, 1, 2)))
        .hasToString(
            """
            service job: changed, 0 tasks kept
              remove 1 (task j1) from n2
              create 0 on n1
              note: 1 more start as these end\
            """);
  }

  // OR-57
  @Test
  void aGlobalJobBeginsOnEachNodeThatFits() {
    ServiceSpec everywhere =
        spec(
            "job",
            0,
            10,
            s -> {
              s.getGlobalJobBuilder();
              s.getTaskBuilder().getPlacementBuilder().addConstraints("node.id != n2");
            });

    assertThat(plan(everywhere))
        .hasToString("service job: created, 0 tasks kept\n  create n1 on n1");
  }

  private static ServiceSpec job(long memory, int atOnce, int total) {
    return spec(
        "job",
        0,
        memory,
        s -> s.getReplicatedJobBuilder().setMaxConcurrent(atOnce).setTotalCompletions(total));
  }

  private void storeJob(ServiceSpec spec, Task... tasks) {
    store.update(
        tx -> {
          tx.create(Kinds.SERVICE, Service.newBuilder().setId("s-job").setSpec(spec).build());
          List.of(tasks).forEach(task -> tx.create(Kinds.TASK, task));
        });
    before = store.view().version();
  }

  private static Task runningJobTask(String id, ServiceSpec of, long slot) {
    return jobTask(id, of, slot, 0, TaskState.RUNNING);
  }

  private static Task jobTask(
      String id, ServiceSpec of, long slot, long iteration, TaskState state) {
    Task.Builder task = running(id, of, slot, "n2").toBuilder();
    task.setDesiredState(TaskState.COMPLETE).getJobIterationBuilder().setIndex(iteration);
    task.getStatusBuilder().setState(state);
    return task.build();
  }

  // OR-45: an update replaces what has ended for good, too.
  @Test
  void aPlaceWhoseLastTaskEndedForGoodIsReplacedIfItIsOutOfDate() {
    ServiceSpec once =
        spec(
            "once",
            1,
            10,
            s -> s.getTaskBuilder().getRestartBuilder().setCondition(RestartCondition.NONE));
    storeEnded(once);

    assertThat(plan(once)).hasToString("service once: unchanged, 0 tasks kept");
    assertThat(plan(once.toBuilder().setTask(changed(once.getTask())).build()).toString())
        .contains("replace 1 (task o1) from n1 on n1");
  }

  private void storeEnded(ServiceSpec spec) {
    store.update(
        tx -> {
          tx.create(Kinds.SERVICE, Service.newBuilder().setId("s-once").setSpec(spec).build());
          Task.Builder ended = running("o1", spec, 1, "n1").toBuilder();
          ended.getStatusBuilder().setState(TaskState.COMPLETE);
          tx.create(Kinds.TASK, ended.build());
        });
    before = store.view().version();
  }

  private static TaskSpec changed(TaskSpec spec) {
    TaskSpec.Builder changed = spec.toBuilder();
    changed.getContainerBuilder().setImage("another");
    return changed.build();
  }

  @Test
  void whatCannotBePlannedIsRefused() {
    assertThatThrownBy(() -> plan(spec("web", 100_001, 1, s -> {})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("service \"web\" asks for 100001 replicas");
    assertThatThrownBy(() -> Wanted.of(ServiceSpec.getDefaultInstance()))
        .hasMessageContaining("has no name");
    assertThatThrownBy(() -> new Wanted(List.of(spec("a", 1, 1, s -> {})), List.of("a")))
        .hasMessageContaining("named twice");
  }
}
