package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Task;
import io.skep.scheduler.Priority;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the tasks that wait is looked at first: SC-41. */
final class PriorityTest {
  private final World world = new World();

  @BeforeEach
  void addServices() {
    world.services(service("web", 1), service("db", 1));
  }

  private static Consumer<Task.Builder> priority(String label) {
    return task -> task.getAnnotationsBuilder().putLabels(Priority.LABEL, label);
  }

  private static Consumer<Task.Builder> servicePriority(String label) {
    return task -> task.getServiceAnnotationsBuilder().putLabels(Priority.LABEL, label);
  }

  private void add(String id, Consumer<Task.Builder> with) {
    world.tasks(task(id, ofService("web", 1), reserves(0, 10), with));
  }

  /** Room for so many tasks more. */
  private void room(int tasks) {
    world.changeNode("n1", resources(0, 10L * (tasks + placed())));
  }

  private long placed() {
    return world.view().list(Kinds.TASK).stream().filter(t -> !t.getNodeId().isEmpty()).count();
  }

  // SC-41
  @Test
  void theMostUrgentGoFirstThenTheOldest() {
    world.nodes(node("n1", resources(0, 5)));
    add("b-low", priority("-1"));
    add("c-usual", task -> {});
    world.pass(Duration.ofSeconds(1));
    add("a-usual", task -> {});
    add("z-high", servicePriority("7"));
    add("y-high", priority("+7"));

    assertThat(orderOfPlacing())
        .as("of the same age and urgency, by id")
        .containsExactly("y-high", "z-high", "c-usual", "a-usual", "b-low");
  }

  private java.util.List<String> orderOfPlacing() {
    var order = new java.util.ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      room(1);
      world.view().list(Kinds.TASK).stream()
          .filter(t -> !t.getNodeId().isEmpty() && !order.contains(t.getId()))
          .forEach(t -> order.add(t.getId()));
    }
    return order;
  }

  // SC-41: tasks that are alike but for it are no group.
  @Test
  void anotherServiceComesBetweenTasksOfDifferentUrgency() {
    world.nodes(node("n1", resources(0, 5)));
    add("web-high", priority("2"));
    add("web-low", task -> {});
    world.tasks(task("db", ofService("db", 1), reserves(0, 10), priority("1")));

    room(2);

    assertThat(world.nodeOf("web-high")).isEqualTo("n1");
    assertThat(world.nodeOf("db")).isEqualTo("n1");
    assertThat(world.nodeOf("web-low")).isEmpty();
  }

  // SC-41
  @Test
  void aTaskMayBecomeMoreUrgentWhileItWaits() {
    world.nodes(node("n1", resources(0, 5)));
    add("a", task -> {});
    add("b", task -> {});
    world.changeTask("b", priority("1"));

    room(1);

    assertThat(world.nodeOf("b")).isEqualTo("n1");
    assertThat(world.nodeOf("a")).isEmpty();
  }

  // SC-41: nothing is stopped, and no room is kept.
  @Test
  void anUrgentTaskThatDoesNotFitHoldsNobodyUp() {
    world.nodes(node("n1", resources(0, 10)));
    world.tasks(task("big", ofService("db", 1), reserves(0, 100), priority("1000")));
    add("small", priority("-1000"));

    assertThat(world.nodeOf("small")).isEqualTo("n1");
    assertThat(world.nodeOf("big")).isEmpty();
  }

  // SC-16, SC-41: on its own node.
  @Test
  void preassignedTasksComeBeforeAllOthersTheMostUrgentFirst() {
    world.nodes(node("n1", resources(0, 5)));
    add("unbound", priority("9"));
    add("a", on("n1"));
    add("b", on("n1").andThen(priority("1")));

    world.changeNode("n1", resources(0, 10));

    assertThat(world.status("b").getMessage()).startsWith("scheduler confirmed");
    assertThat(world.nodeOf("unbound")).isEmpty();
  }

  // SC-41
  @ParameterizedTest
  @CsvSource({"high", "1.5", "3000000000", "1 2"})
  void aLabelThatIsNoNumberCountsAsNoneAndIsTold(String label) {
    world.nodes(node("n1", resources(0, 5)));
    add("a", priority("1"));
    add("b", priority(label));

    room(1);

    assertThat(world.nodeOf("a")).isEqualTo("n1");
    assertThat(((Waiting) world.explain("b")).notes())
        .containsExactly(
            "the label skep.priority is \""
                + label
                + "\" but has to be a whole number from -2147483648 to 2147483647, such as 10;"
                + " without it the priority is 0");
    assertThatThrownBy(() -> Priority.parse(label))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + label + "\"");
  }

  // SC-41
  @Test
  void theTasksOwnLabelCountsBeforeItsServices() {
    Task.Builder task = task("t", priority(" 3 ")).toBuilder();
    servicePriority("8").accept(task);

    assertThat(Priority.of(task.build())).isEqualTo(3);
    assertThat(Priority.mistake(task.build())).isEmpty();
    assertThat(Priority.parse("-5")).isEqualTo(-5);
  }
}
