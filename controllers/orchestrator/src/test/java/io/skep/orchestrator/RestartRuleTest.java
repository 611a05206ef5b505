package io.skep.orchestrator;

import static io.skep.api.TaskState.COMPLETE;
import static io.skep.api.TaskState.FAILED;
import static io.skep.api.TaskState.SHUTDOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.orchestrator.task.RestartRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartRuleTest {
  /** OR-60. */
  @Test
  void withoutAPolicyATaskIsRestartedAfterFiveSecondsWhateverItsEnd() {
    Task task = Sample.task("t", 1, "a", COMPLETE, SHUTDOWN, 0);

    RestartRule rule = RestartRule.of(task);

    assertThat(rule.allowsAnotherAfter(task, List.of(task))).isTrue();
    assertThat(rule.delay()).isEqualTo(Duration.ofSeconds(5));
  }

  /** OR-64. */
  @ParameterizedTest
  @CsvSource({
    "NONE, FAILED, false",
    "NONE, COMPLETE, false",
    "ON_FAILURE, FAILED, true",
    "ON_FAILURE, REJECTED, true",
    "ON_FAILURE, COMPLETE, false",
    "ANY, FAILED, true",
    "ANY, COMPLETE, true",
  })
  void theConditionSaysAfterWhichEndThereIsAnother(
      RestartCondition condition, TaskState end, boolean another) {
    Task task =
        Sample.withRestart(
            Sample.task("t", 1, "a", end, SHUTDOWN, 0), Sample.policy(condition, 0, 0));

    assertThat(RestartRule.of(task).allowsAnotherAfter(task, List.of(task))).isEqualTo(another);
  }

  /** OR-56, OR-64: a job's task that ended well has done all it was for. */
  @Test
  void forAJobAnyEndMeansAnyFailure() {
    var policy = Sample.policy(RestartCondition.ANY, 0, 0);
    Task done = Sample.withRestart(Sample.jobTask("t", 0, 0, COMPLETE, SHUTDOWN), policy);
    Task failed = Sample.withRestart(Sample.jobTask("t", 0, 0, FAILED, SHUTDOWN), policy);

    assertThat(allowed(done, List.of(done))).isFalse();
    assertThat(allowed(failed, List.of(failed))).isTrue();
  }

  /** OR-58: restarts of the iteration before are those of another run. */
  @Test
  void aLimitCountsTheRestartsOfOneIteration() {
    var policy = Sample.policy(RestartCondition.ANY, 1, 0);
    List<Task> slot = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      slot.add(Sample.withRestart(Sample.jobTask("t" + i, 0, i / 2, FAILED, SHUTDOWN), policy));
    }

    assertThat(allowed(slot.get(2), slot.subList(0, 3))).isTrue();
    assertThat(allowed(slot.get(3), slot)).isFalse();
  }

  /** OR-22, OR-64: the first task of a slot is no restart. */
  @Test
  void aLimitCountsTheRestartsThatTheSlotHasSeen() {
    List<Task> slot = new ArrayList<>();
    for (int i = 0; i <= 2; i++) {
      slot.add(failed("t" + i, 10L * i, 2, 0));
    }

    assertThat(allowed(slot.get(1), slot.subList(0, 2))).isTrue();
    assertThat(allowed(slot.get(2), slot)).isFalse();
  }

  /** OR-64: restarts count strictly inside the window before the end. */
  @Test
  void aWindowForgetsOldRestarts() {
    Task first = failed("t0", 0, 1, 30);
    Task restarted = failed("t1", 20, 1, 30);

    assertThat(allowed(endedAt(restarted, 40), List.of(first, restarted))).isFalse();
    assertThat(allowed(endedAt(restarted, 50), List.of(first, restarted))).isTrue();
  }

  /** OR-65. */
  @Test
  void aNewSpecVersionStartsToCountAnew() {
    Task first = failed("t0", 0, 1, 0);
    Task second = failed("t1", 10, 1, 0);
    Task newer =
        failed("t2", 20, 1, 0).toBuilder().setSpecVersion(Version.newBuilder().setIndex(7)).build();

    assertThat(allowed(second, List.of(first, second, newer))).isFalse();
    assertThat(allowed(newer, List.of(first, second, newer))).isTrue();
  }

  /** OR-32, OR-64: the slot of a service that grows again after it shrank starts anew. */
  @Test
  void tasksToBeRemovedAreNoHistory() {
    Task removed = failed("t0", 0, 1, 0).toBuilder().setDesiredState(TaskState.REMOVE).build();
    Task next = failed("t1", 10, 1, 0);

    assertThat(allowed(next, List.of(removed, next))).isTrue();
  }

  private static boolean allowed(Task task, List<Task> slot) {
    return RestartRule.of(task).allowsAnotherAfter(task, slot);
  }

  private static Task failed(String id, long created, long attempts, long window) {
    return Sample.withRestart(
        Sample.task(id, 1, "a", FAILED, SHUTDOWN, created),
        Sample.policy(RestartCondition.ANY, attempts, window));
  }

  private static Task endedAt(Task task, long seconds) {
    Task.Builder ended = task.toBuilder();
    ended.getStatusBuilder().setTimestamp(io.skep.api.wire.Times.timestamp(Sample.at(seconds)));
    return ended.build();
  }
}
