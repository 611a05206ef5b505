package io.skep.scheduler.cluster;

import static io.skep.api.PortConfig.PublishMode.INGRESS;
import static io.skep.scheduler.world.A.desired;
import static io.skep.scheduler.world.A.hostPort;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.GenericResource;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.volume.VolumeSet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tasks that come to a node take of it, and give back when they leave. */
final class NodeInfoTest {
  private static final long CPU = 105_000;
  private static final long MEMORY = 1_005_000;
  private static final GenericResource BLUE = GenericResources.unit("orange", "blue");
  private static final GenericResource RED = GenericResources.unit("orange", "red");
  private static final GenericResource GREEN = GenericResources.unit("orange", "green");

  private final NodeInfo info = new NodeInfo("n1", new VolumeSet());

  @BeforeEach
  void describe() {
    info.describe(node("n1", resources(CPU, MEMORY, BLUE, RED, GREEN, apples(6))));
  }

  private static GenericResource apples(long amount) {
    return GenericResources.amount("apple", amount);
  }

  private static GenericResource oranges(long amount) {
    return GenericResources.amount("orange", amount);
  }

  private static Consumer<Task.Builder> holds(GenericResource... units) {
    return task -> task.addAllAssignedGenericResources(List.of(units));
  }

  /** Holds an apple and the green orange. */
  private static Task greenHolder(String id) {
    return task(
        id,
        ofService("web"),
        runningOn("n1"),
        reserves(5_000, 5_000, apples(1), oranges(1)),
        hostPort(Protocol.TCP, 80),
        holds(GREEN, apples(1)));
  }

  // CT-20, SC-2, SC-22
  @Test
  void aTaskThatLeavesGivesBackWhatItHeldAndAnUnknownOneNothing() {
    info.add(greenHolder("task1"));
    assertThat(info.freeNanoCpus()).isEqualTo(100_000);
    assertThat(info.freeMemoryBytes()).isEqualTo(1_000_000);
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, apples(5));

    assertThat(info.remove("task2")).isFalse();
    assertThat(info.freeNanoCpus()).isEqualTo(100_000);

    assertThat(info.remove("task1")).isTrue();
    assertEverythingIsFree();

    assertThat(info.remove("task1")).as("again").isFalse();
    assertThat(info.remove("task3")).isFalse();
    assertEverythingIsFree();
  }

  private void assertEverythingIsFree() {
    assertThat(info.freeNanoCpus()).isEqualTo(CPU);
    assertThat(info.freeMemoryBytes()).isEqualTo(MEMORY);
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, GREEN, apples(6));
    assertThat(info.usesHostPort(Protocol.TCP, 80)).isFalse();
    assertThat(info.activeTasks()).isZero();
    assertThat(info.activeTasks("web")).isZero();
    assertThat(info.tasks()).isZero();
  }

  // CT-21, SC-2
  @Test
  void aTaskThatComesTakesWhatItReservesAndIsCountedOnce() {
    info.add(greenHolder("task1"));
    assertThat(info.add(greenHolder("task1"))).as("counted already").isFalse();
    assertThat(info.freeNanoCpus()).isEqualTo(100_000);

    Task task2 =
        task(
            "task2",
            ofService("web"),
            runningOn("n1"),
            reserves(5_000, 5_000, apples(2), oranges(1)));
    assertThat(info.add(task2)).isTrue();
    assertThat(info.add(task2)).isFalse();

    assertThat(info.freeNanoCpus()).isEqualTo(95_000);
    assertThat(info.freeMemoryBytes()).isEqualTo(995_000);
    assertThat(info.freeGeneric())
        .as("the first free orange is taken")
        .containsExactly(RED, apples(3));
    assertThat(info.activeTasks("web")).isEqualTo(2);
    assertThat(info.tasks()).isEqualTo(2);
  }

  // SC-17: the units that a task names are its own, though nobody has them to give.
  @Test
  void unitsThatATaskNamesAreItsOwnAndWhatIsNotThereIsNotTaken() {
    info.add(task("x", runningOn("n1"), reserves(0, 0, oranges(1)), holds(RED)));
    info.add(task("y", runningOn("n1"), reserves(0, 0, oranges(1)), holds(RED)));
    assertThat(info.freeGeneric()).containsExactly(BLUE, GREEN, apples(6));

    info.add(task("greedy", runningOn("n1"), reserves(0, 0, oranges(3))));
    assertThat(info.freeGeneric()).containsExactly(BLUE, GREEN, apples(6));

    info.remove("x");
    assertThat(info.freeGeneric()).as("y has it still").containsExactly(BLUE, GREEN, apples(6));
    info.remove("y");
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, GREEN, apples(6));
  }

  // SC-25: what a stopping task holds stays held; it only is not active any more.
  @Test
  void aStoppingTaskKeepsWhatItHoldsAndIsNotActive() {
    info.add(greenHolder("task1"));

    Task stopping = greenHolder("task1").toBuilder().setDesiredState(TaskState.SHUTDOWN).build();
    assertThat(info.refresh(stopping)).isTrue();
    assertThat(info.refresh(stopping)).as("nothing new").isFalse();

    assertThat(info.activeTasks()).isZero();
    assertThat(info.activeTasks("web")).isZero();
    assertThat(info.freeNanoCpus()).isEqualTo(100_000);
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, apples(5));
    assertThat(info.usesHostPort(Protocol.TCP, 80)).isTrue();
  }

  // SC-2: jobs are meant to complete.
  @Test
  void aTaskThatIsToCompleteIsActive() {
    info.add(task("job", ofService("web"), runningOn("n1"), desired(TaskState.COMPLETE)));

    assertThat(info.activeTasks()).isEqualTo(1);
    assertThat(info.activeTasks("web")).isEqualTo(1);
  }

  // SC-2
  @Test
  void aTaskThatReservesOtherAmountsIsCountedAnew() {
    info.add(greenHolder("task1"));

    info.refresh(changed(reserves(7_000, 1, apples(1), oranges(1))));

    assertThat(info.freeNanoCpus()).isEqualTo(CPU - 7_000);
    assertThat(info.freeMemoryBytes()).isEqualTo(MEMORY - 1);
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, apples(5));
    assertThat(info.tasks()).isEqualTo(1);
  }

  // SC-2
  @Test
  void aTaskThatSaysThatItHasOtherUnitsIsCountedAnew() {
    info.add(greenHolder("task1"));

    info.refresh(changed(Task.Builder::clearAssignedGenericResources, holds(BLUE, apples(1))));

    assertThat(info.freeGeneric()).containsExactly(RED, GREEN, apples(5));
  }

  // SC-2
  @Test
  void aTaskThatPublishesOtherPortsIsCountedAnew() {
    info.add(greenHolder("task1"));

    info.refresh(changed(Task.Builder::clearEndpoint, hostPort(Protocol.TCP, 81)));

    assertThat(info.usesHostPort(Protocol.TCP, 80)).isFalse();
    assertThat(info.usesHostPort(Protocol.TCP, 81)).isTrue();
  }

  // SC-2
  @Test
  void aTaskThatIsOfAnotherServiceIsCountedThere() {
    info.add(greenHolder("task1"));

    info.refresh(changed(ofService("db")));

    assertThat(info.activeTasks("web")).isZero();
    assertThat(info.activeTasks("db")).isEqualTo(1);
    assertThat(info.activeTasks()).isEqualTo(1);
  }

  @SafeVarargs
  private static Task changed(Consumer<Task.Builder>... by) {
    Task.Builder task = greenHolder("task1").toBuilder();
    for (Consumer<Task.Builder> change : by) {
      change.accept(task);
    }
    return task.build();
  }

  // SC-17: whoever came first has the first unit; that does not change when he leaves.
  @Test
  void aTaskThatSaysNothingOfItsUnitsKeepsThem() {
    Task first = task("first", runningOn("n1"), reserves(0, 0, oranges(1)));
    Task second = task("second", runningOn("n1"), reserves(0, 0, oranges(1)));
    info.add(first);
    info.add(second);
    info.remove("first");
    assertThat(info.freeGeneric()).containsExactly(BLUE, GREEN, apples(6));

    assertThat(info.refresh(second)).isFalse();
    assertThat(info.freeGeneric()).containsExactly(BLUE, GREEN, apples(6));
    info.refresh(second.toBuilder().setDesiredState(TaskState.SHUTDOWN).build());
    assertThat(info.freeGeneric()).containsExactly(BLUE, GREEN, apples(6));
  }

  // SC-56: neither ports of the ingress nor those that are left open are the node's.
  @Test
  void onlyFixedPortsInHostModeAreTaken() {
    info.add(
        task(
            "open",
            runningOn("n1"),
            hostPort(Protocol.TCP, 0),
            hostPort(Protocol.TCP, 80),
            task -> task.getEndpointBuilder().getPortsBuilder(1).setPublishMode(INGRESS)));

    assertThat(info.usesHostPort(Protocol.TCP, 0)).isFalse();
    assertThat(info.usesHostPort(Protocol.TCP, 80)).isFalse();
  }

  // SC-15, SC-27: what is free is always described less held, and may be negative.
  @Test
  void aNewDescriptionOrNoneLeavesWhatIsHeldHeld() {
    info.add(greenHolder("task1"));

    info.describe(node("n1", resources(1_000, 1_000, RED, apples(1))));
    assertThat(info.freeNanoCpus()).isEqualTo(-4_000);
    assertThat(info.freeMemoryBytes()).isEqualTo(-4_000);
    assertThat(info.freeGeneric()).containsExactly(RED);

    info.forget();
    assertThat(info.isKnown()).isFalse();
    assertThat(info.freeNanoCpus()).isEqualTo(-5_000);
    assertThat(info.freeGeneric()).isEmpty();

    describe();
    assertThat(info.freeNanoCpus()).isEqualTo(100_000);
    assertThat(info.freeGeneric()).containsExactly(BLUE, RED, apples(5));
  }
}
