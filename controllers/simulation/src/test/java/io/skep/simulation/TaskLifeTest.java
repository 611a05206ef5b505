package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.skep.api.Task;
import io.skep.api.TaskState;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaskLifeTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void steadyTasksNeverEnd() {
    assertThat(TaskLife.steady(1).endOf(task("t"))).isEmpty();
  }

  @Test // OR-50
  void tasksOfJobsAlwaysEnd() {
    Task.Builder task = task("t").toBuilder();
    task.getJobIterationBuilder().setIndex(1);

    assertThat(TaskLife.steady(1).endOf(task.build()).orElseThrow().state())
        .isEqualTo(TaskState.COMPLETE);
  }

  @Test
  void whatHappensToATaskFollowsFromSeedAndIdAlone() {
    TaskLife life = TaskLife.steady(1).withFailures(0.5, MINUTE).withRunTime(MINUTE);

    assertThat(life.endOf(task("t"))).isEqualTo(life.endOf(task("t")));
    assertThat(life.lengthOf(task("t"))).isNotEqualTo(life.lengthOf(task("u")));
    assertThat(life.lengthOf(task("t"))).isNotEqualTo(TaskLife.steady(2).lengthOf(task("t")));
  }

  @Test
  void aboutTheGivenShareOfTasksFails() {
    TaskLife life = TaskLife.steady(1).withFailures(0.25, MINUTE);

    long failed =
        IntStream.range(0, 1_000).filter(n -> life.endOf(task("t" + n)).isPresent()).count();

    assertThat(failed).isBetween(200L, 300L);
  }

  @Test
  void lengthsAreFromHalfToOneAndAHalfTimesWhatIsGiven() {
    TaskLife life = TaskLife.steady(1).withRunTime(MINUTE);

    for (int n = 0; n < 1_000; n++) {
      TaskLife.End end = life.endOf(task("t" + n)).orElseThrow();
      assertThat(end.state()).isEqualTo(TaskState.COMPLETE);
      assertThat(end.after()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(90));
    }
  }

  @Test
  void aTaskThatWouldFailAfterItIsDoneIsDone() {
    TaskLife life = TaskLife.steady(1).withFailures(1, MINUTE.multipliedBy(10)).withRunTime(MINUTE);

    assertThat(life.endOf(task("t")).orElseThrow().state()).isEqualTo(TaskState.COMPLETE);
  }

  @Test
  void sharesAndLengthsThatCannotBeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskLife.steady(1).withFailures(1.5, MINUTE))
        .withMessageContaining("1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskLife.steady(1).withRunTime(MINUTE.negated()))
        .withMessageContaining("PT-1M");
  }

  private static Task task(String id) {
    Task.Builder task = Task.newBuilder().setId(id);
    task.getStatusBuilder().setState(TaskState.PREPARING);
    return task.build();
  }
}
