package io.skep.orchestrator;

import static io.skep.api.TaskState.FAILED;
import static io.skep.api.TaskState.PENDING;
import static io.skep.api.TaskState.REMOVE;
import static io.skep.api.TaskState.RUNNING;
import static io.skep.api.TaskState.SHUTDOWN;
import static io.skep.api.TaskState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotsTest {
  /** OR-32. */
  @Test
  void aSmallerServiceKeepsNodesEvenlyFilledThenRunningTasksThenLowNumbers() {
    Slots slots =
        Slots.of(
            List.of(
                Sample.running("t1", 1, "a"),
                Sample.running("t2", 2, "a"),
                Sample.task("t3", 3, "b", STARTING, RUNNING, 0),
                Sample.running("t4", 4, "b"),
                Sample.task("t5", 5, "", PENDING, RUNNING, 0)));

    List<Long> order = slots.inOrderOfKeeping();

    assertThat(order.subList(0, 1)).containsExactlyInAnyOrder(1L);
    assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(1L, 4L);
    assertThat(order.subList(0, 3)).containsExactlyInAnyOrder(1L, 2L, 4L);
    assertThat(order.subList(0, 4)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
  }

  /** OR-32. */
  @Test
  void slotsWithSeveralTasksGoFirst() {
    Slots slots =
        Slots.of(
            List.of(
                Sample.running("t1", 1, "a"),
                Sample.running("t1b", 1, "b"),
                Sample.running("t2", 2, "a")));

    assertThat(slots.inOrderOfKeeping()).containsExactly(2L, 1L);
  }

  /** OR-31: a number that only history has is free, one that counts is not. */
  @Test
  void theLowestNumbersThatDoNotCountAreFree() {
    Slots slots =
        Slots.of(
            List.of(
                Sample.running("t1", 1, "a"),
                Sample.task("t2", 2, "a", FAILED, SHUTDOWN, 0),
                Sample.running("t4", 4, "a")));

    assertThat(slots.free(3)).containsExactly(2L, 3L, 5L);
    assertThat(slots.dead()).containsOnlyKeys(2L);
  }

  /** OR-30. */
  @Test
  void aSlotWhoseNewestTaskEndedForGoodStillCounts() {
    Task done =
        Sample.withRestart(
            Sample.task("t1", 1, "a", FAILED, SHUTDOWN, 0),
            Sample.policy(RestartCondition.NONE, 0, 0));

    assertThat(Slots.of(List.of(done)).counted()).containsOnlyKeys(1L);
  }

  /** OR-30, in the better form: scaling down and up again before the reaper ran fills the slot. */
  @Test
  void aSlotThatIsToBeRemovedNeverCounts() {
    Task removed =
        Sample.withRestart(
            Sample.task("t1", 1, "a", RUNNING, REMOVE, 0),
            Sample.policy(RestartCondition.NONE, 0, 0));

    assertThat(Slots.of(List.of(removed)).counted()).isEmpty();
  }
}
