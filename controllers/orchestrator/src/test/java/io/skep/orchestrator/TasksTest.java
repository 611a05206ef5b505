package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.Tasks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is decided about single tasks. */
class TasksTest {
  /** OR-2: whoever asks for it. */
  @Test
  void aDesiredStateNeverGoesBack() {
    World world = World.seeded();
    world.create(Sample.node("n1"));
    world.create(Sample.replicated("web", 1));
    world.startAll("web", "n1");
    Task task = world.runnable("web").get(0);
    world.scale("web", 0);

    world.report(task, TaskState.FAILED);
    world.changeNode("n1", NodeStatus.State.DOWN);

    assertThat(world.tasks("web")).allMatch(other -> other.getDesiredState() == TaskState.REMOVE);
  }

  /** OR-6. */
  @Test
  void aTaskIsRunnableUpToDesiredStateRunning() {
    for (TaskState desired : TaskState.values()) {
      if (desired != TaskState.UNRECOGNIZED) {
        Task task = Task.newBuilder().setDesiredState(desired).build();
        assertThat(Tasks.isRunnable(task))
            .as("%s", desired)
            .isEqualTo(desired.compareTo(TaskState.RUNNING) <= 0);
      }
    }
  }

  /** OR-1, OR-5. */
  @Test
  void aTaskHasEndedOnceItsStateIsBeyondRunning() {
    for (TaskState state : TaskState.values()) {
      if (state != TaskState.UNRECOGNIZED) {
        Task task = Task.newBuilder().setStatus(TaskStatus.newBuilder().setState(state)).build();
        assertThat(Tasks.isTerminal(task))
            .as("%s", state)
            .isEqualTo(state.compareTo(TaskState.RUNNING) > 0);
      }
    }
  }

  /** OR-11, CT-81. */
  @Test
  void theTimeOfATaskIsWhenAManagerAppliedItsStatusElseTheStatusesOwn() {
    TaskStatus.Builder status =
        TaskStatus.newBuilder().setTimestamp(Times.timestamp(Sample.at(10)));
    assertThat(Tasks.time(Task.newBuilder().setStatus(status).build())).isEqualTo(Sample.at(10));

    status.setAppliedAt(Times.timestamp(Sample.at(12)));
    assertThat(Tasks.time(Task.newBuilder().setStatus(status).build())).isEqualTo(Sample.at(12));
  }

  /** CT-81. */
  @Test
  void tasksSortByTheirTime() {
    Task early = Sample.task("early", 1, "", TaskState.NEW, TaskState.RUNNING, 1);
    Task late = Sample.task("late", 1, "", TaskState.NEW, TaskState.RUNNING, 2);
    assertThat(List.of(late, early).stream().sorted(Tasks.BY_TIME)).containsExactly(early, late);

    Task.Builder applied = early.toBuilder();
    applied.getStatusBuilder().setAppliedAt(Times.timestamp(Sample.at(3)));
    assertThat(List.of(applied.build(), late).stream().sorted(Tasks.BY_TIME))
        .containsExactly(late, applied.build());
  }
}
