package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.availability;
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

import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.Pipeline;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens when the world moves on between a decision and its write. */
final class WriteBackTest {
  private final World world = new World();

  @BeforeEach
  void addService() {
    world.services(service("web", 1));
  }

  private void tasks(int count, Consumer<Task.Builder> with) {
    world.writeOnly(
        tx -> {
          for (int i = 0; i < count; i++) {
            tx.create(Kinds.TASK, task("t%03d".formatted(i), ofService("web", 1), with));
          }
        });
  }

  private long placed() {
    return world.view().list(Kinds.TASK).stream()
        .filter(task -> task.getStatus().getState() == TaskState.ASSIGNED)
        .count();
  }

  // CT-195, SC-83
  @Test
  void aNodeThatWasDrainedMeanwhileGetsNoTask() {
    world.nodes(node("id1"));
    world
        .runtime()
        .interfereOnce(
            () ->
                world.writeOnly(
                    tx -> World.change(tx, "id1", availability(NodeSpec.Availability.DRAIN))));

    world.tasks(task("a", ofService("web", 1)));

    assertThat(world.nodeOf("a")).isEmpty();
    assertThat(world.err("a")).isEqualTo("no suitable node (1 node not available for new tasks)");
  }

  // SC-83
  @Test
  void aNodeThatIsGoneMeanwhileGetsNoTaskAndAnotherDoes() {
    world.nodes(node("id1"), node("id2"));
    world.tasks(task("a", runningOn("id2")));
    world.runtime().interfereOnce(() -> world.writeOnly(tx -> tx.delete(Kinds.NODE, "id1")));

    world.tasks(task("b", ofService("web", 1)));

    assertThat(world.nodeOf("b")).isEqualTo("id2");
  }

  // SC-83: a shrunk node is judged again, and a heartbeat is nothing.
  @Test
  void aNodeThatShrankMeanwhileIsNotOverfilledAndAHeartbeatDoesNotMatter() {
    world.nodes(node("id1", resources(0, 100)));
    world
        .runtime()
        .interfereOnce(() -> world.writeOnly(tx -> World.change(tx, "id1", resources(0, 50))));
    world.tasks(task("a", ofService("web", 1), reserves(0, 80)));
    assertThat(world.nodeOf("a")).isEmpty();

    int runs = world.runtime().runs();
    world
        .runtime()
        .interfereOnce(
            () ->
                world.writeOnly(
                    tx -> World.change(tx, "id1", n -> n.getStatusBuilder().setMessage("beat"))));
    world.tasks(task("b", ofService("web", 1), reserves(0, 20)));
    assertThat(world.nodeOf("b")).isEqualTo("id1");
    assertThat(world.runtime().runs()).isEqualTo(runs + 1);
  }

  // SC-84, SC-87
  @Test
  void aTaskThatChangedMeanwhileIsDecidedAgain() {
    world.nodes(node("id1"), node("id2"));
    world
        .runtime()
        .interfereOnce(
            () ->
                world.writeOnly(
                    tx ->
                        World.changeTask(
                            tx,
                            "a",
                            t ->
                                t.getSpecBuilder()
                                    .getPlacementBuilder()
                                    .addConstraints("node.id == id2"))));

    world.tasks(task("a", ofService("web", 1)));

    assertThat(world.nodeOf("a")).isEqualTo("id2");
  }

  // SC-84: a binder may write other objects, so it is not asked in vain.
  @Test
  void theBinderIsNotAskedForATaskThatChangedMeanwhile() {
    Pipeline standard = Scheduler.swarmPipeline();
    var asked = new ArrayList<String>();
    world.restart(
        standard.withBinder(
            (tx, decision) -> {
              asked.add(decision.task().getServiceAnnotations().getName());
              return standard.binder().bind(tx, decision);
            }));
    world.nodes(node("id1"));
    world
        .runtime()
        .interfereOnce(
            () ->
                world.writeOnly(
                    tx ->
                        World.changeTask(
                            tx, "a", t -> t.getServiceAnnotationsBuilder().setName("newer"))));

    world.tasks(task("a", ofService("web", 1)));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(asked).containsExactly("newer");
  }

  // SC-82: somebody else wrote the same reason; that is as good.
  @Test
  void anExplanationThatIsThereMeanwhileIsNoFailure() {
    int runs = world.runtime().runs();
    world
        .runtime()
        .interfereOnce(
            () ->
                world.writeOnly(
                    tx ->
                        World.changeTask(
                            tx, "a", t -> t.getStatusBuilder().setErr("no suitable node"))));

    world.tasks(task("a", ofService("web", 1)));

    assertThat(world.err("a")).isEqualTo("no suitable node");
    assertThat(world.runtime().runs()).as("nothing is tried again").isEqualTo(runs + 1);
  }

  // SC-84, SC-87: whoever assigned it meanwhile, it is counted where it is, and only there.
  @Test
  void aTaskThatSomebodyElseAssignedMeanwhileStaysThere() {
    world.nodes(node("id1", resources(0, 100)), node("id2", resources(0, 100)));
    world
        .runtime()
        .interfereOnce(() -> world.writeOnly(tx -> World.changeTask(tx, "a", runningOn("id2"))));
    world.tasks(task("a", ofService("web", 1), reserves(0, 100)));
    assertThat(world.nodeOf("a")).isEqualTo("id2");

    world.tasks(
        task("b", ofService("web", 1), reserves(0, 100)),
        task("c", ofService("web", 1), reserves(0, 1)));
    assertThat(world.nodeOf("b")).isEqualTo("id1");
    assertThat(world.nodeOf("c")).isEmpty();
  }

  // SC-81
  @Test
  void aTaskThatIsGoneMeanwhileLeavesItsRoomToOthers() {
    world.nodes(node("id1", resources(0, 100)));
    world.runtime().interfereOnce(() -> world.writeOnly(tx -> tx.delete(Kinds.TASK, "a")));
    int runs = world.runtime().runs();
    world.tasks(task("a", ofService("web", 1), reserves(0, 100)));
    assertThat(world.runtime().runs()).as("that is no failure").isEqualTo(runs + 1);

    world.tasks(task("b", ofService("web", 1), reserves(0, 100)));

    assertThat(world.nodeOf("b")).isEqualTo("id1");
  }

  // SC-87
  @Test
  void aConfirmationThatFailsIsTriedAgain() {
    world.nodes(node("id1", resources(0, 100)));
    world
        .runtime()
        .interfereOnce(
            () -> world.writeOnly(tx -> World.change(tx, "id1", state(NodeStatus.State.DOWN))));

    world.tasks(task("a", on("id1"), reserves(0, 100)));
    assertThat(world.err("a")).isEqualTo("1 node not available for new tasks");

    world.changeNode("id1", state(NodeStatus.State.READY));
    assertThat(world.status("a").getState()).isEqualTo(TaskState.ASSIGNED);
  }

  // CT-194, SC-80, SC-86, SC-87
  @ParameterizedTest(name = "after {0} writes")
  @ValueSource(ints = {0, 1, 200, 499})
  void whenTheLogFailsEverythingThatIsNotCommittedIsDecidedAgain(int written) {
    world.nodes(node("id1", resources(0, 300)), node("id2", resources(0, 200)));
    tasks(500, reserves(0, 1));
    world.runtime().failBatchOnceAfter(written);

    world.runtime().runOnce();
    assertThat(placed()).isEqualTo(written);

    world.settle();
    assertThat(placed()).isEqualTo(500);
    assertThat(world.count("id1", "web")).isEqualTo(300);
    assertThat(world.count("id2", "web")).isEqualTo(200);
  }

  // SC-86: an explanation that was lost is written later.
  @Test
  void explanationsThatWereLostAreWrittenAgain() {
    tasks(10, reserves(0, 1));
    world.runtime().failBatchOnceAfter(4);

    world.settle();

    assertThat(world.view().list(Kinds.TASK))
        .allMatch(task -> task.getStatus().getErr().equals("no suitable node"));
    assertThat(world.runtime().writes()).isEqualTo(10);
  }

  // SC-87: one that fails for ever does not keep others from being placed.
  @Test
  void aDecisionThatTheBinderRefusesIsUndone() {
    Pipeline standard = Scheduler.swarmPipeline();
    world.restart(
        standard.withBinder(
            (tx, decision) -> {
              if (decision.task().getId().equals("t000")) {
                throw new IllegalStateException("not this one");
              }
              return standard.binder().bind(tx, decision);
            }));
    world.nodes(node("id1", resources(0, 100)));
    tasks(2, reserves(0, 100));

    world.runtime().runOnce();
    assertThat(placed()).isZero();
    world.writeOnly(tx -> tx.delete(Kinds.TASK, "t000"));
    world.settle();

    assertThat(world.nodeOf("t001")).isEqualTo("id1");
  }

  // SC-80: a run does not hold the loop for longer than it takes to decide some thousand tasks.
  @Test
  void manyTasksArePlacedInSeveralRunsEvenly() {
    for (int i = 0; i < 7; i++) {
      world.nodes(node("id" + i));
    }
    int runs = world.runtime().runs();
    tasks(10_000, t -> {});

    world.settle();

    assertThat(world.runtime().runs() - runs).isEqualTo(3);
    assertThat(placed()).isEqualTo(10_000);
    for (int i = 0; i < 7; i++) {
      assertThat(world.count("id" + i, "web")).isBetween(1_428L, 1_429L);
    }
  }
}
