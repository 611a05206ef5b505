package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobalServicesTest {
  private final World world = World.seeded();

  @BeforeEach
  void twoNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-8, OR-41, CT-115. */
  @Test
  void thereIsOneTaskBoundToEachNode() {
    world.create(Sample.global("web"));

    assertThat(world.nodes("web")).containsExactly("n1", "n2");
    assertThat(world.slots("web")).containsExactly(0L, 0L);
  }

  /** OR-41, CT-115. */
  @Test
  void aNodeThatJoinsGetsATask() {
    world.create(Sample.global("web"));

    world.create(Sample.node("n3"));

    assertThat(world.nodes("web")).containsExactly("n1", "n2", "n3");
  }

  /** OR-41. */
  @Test
  void onlyNodesThatTheConstraintsAdmitGetATask() {
    world.create(Sample.global("web", "node.hostname == n2"));

    assertThat(world.nodes("web")).containsExactly("n2");
  }

  /** OR-40. */
  @Test
  void constraintsThatCannotBeReadCountAsNone() {
    world.create(Sample.global("web", "not a constraint"));

    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-41. */
  @Test
  void aNodeThatTheConstraintsExcludeFromNowOnLosesItsTask() {
    world.create(Sample.global("web", "node.labels.disk != slow"));
    world.startAll("web", "n1", "n2");

    world.changeNode(
        "n2", node -> node.getSpecBuilder().getAnnotationsBuilder().putLabels("disk", "slow"));

    assertThat(world.nodes("web")).containsExactly("n1");
    assertThat(on("n2").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** OR-9, OR-41. */
  @Test
  void lostNodesGetNoTask() {
    world.create(
        Sample.node("n3", NodeStatus.State.DOWN, Availability.ACTIVE),
        Sample.node("n4", NodeStatus.State.READY, Availability.DRAIN));

    world.create(Sample.global("web"));

    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-9, OR-41. */
  @ParameterizedTest
  @EnumSource(
      value = NodeStatus.State.class,
      names = {"UNKNOWN", "DISCONNECTED"})
  void nodesOfWhichNothingIsKnownForSureGetATask(NodeStatus.State state) {
    world.create(Sample.node("n3", state, Availability.ACTIVE));

    world.create(Sample.global("web"));

    assertThat(world.nodes("web")).containsExactly("n1", "n2", "n3");
  }

  /** OR-9, OR-41. */
  @Test
  void aPausedNodeIsLeftAsItIs() {
    world.create(Sample.node("n3", NodeStatus.State.READY, Availability.PAUSE));
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");

    world.changeNode("n2", Availability.PAUSE);

    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-41, OR-43, CT-116: and it gets its task again when it is back. */
  @ParameterizedTest
  @EnumSource(
      value = Availability.class,
      names = {"ACTIVE", "DRAIN"})
  void aNodeThatIsLostLosesItsTaskAndGetsOneWhenItIsBack(Availability meanwhile) {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    Task before = on("n1");

    world.changeNode(
        "n1",
        node -> {
          node.getSpecBuilder().setAvailability(meanwhile);
          node.getStatusBuilder().setState(NodeStatus.State.DOWN);
        });
    assertThat(world.nodes("web")).containsExactly("n2");
    assertThat(world.now(before).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);

    world.changeNode(
        "n1",
        node -> {
          node.getSpecBuilder().setAvailability(Availability.ACTIVE);
          node.getStatusBuilder().setState(NodeStatus.State.READY);
        });
    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-43, CT-115. */
  @Test
  void theTasksOfADeletedNodeAreDeleted() {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    Task lost = on("n1");

    world.deleteNode("n1");

    assertThat(world.exists(lost)).isFalse();
    assertThat(world.nodes("web")).containsExactly("n2");
  }

  /** OR-44, CT-117. */
  @Test
  void aTaskThatEndedIsRestartedOnItsNode() {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    Task ended = on("n1");

    world.report(ended, TaskState.FAILED);

    assertThat(world.nodes("web")).containsExactly("n1", "n2");
    assertThat(on("n1").getId()).isNotEqualTo(ended.getId());
    assertThat(on("n1").getDesiredState()).isEqualTo(TaskState.READY);
    world.pass(Duration.ofSeconds(5));
    assertThat(on("n1").getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-44. */
  @Test
  void aTaskThatEndedOnAPausedNodeIsOnlyStopped() {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    world.changeNode("n1", Availability.PAUSE);

    world.report(on("n1"), TaskState.FAILED);

    assertThat(world.nodes("web")).containsExactly("n2");
    assertThat(on("n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
  }

  /** OR-64. */
  @Test
  void aTaskThatIsDoneForGoodIsNotFollowedByAnother() {
    world.create(
        Sample.withRestart(Sample.global("web"), Sample.policy(RestartCondition.NONE, 0, 0)));
    world.startAll("web", "n1", "n2");

    world.report(on("n1"), TaskState.COMPLETE);
    world.create(Sample.node("n3"));

    assertThat(world.nodes("web")).containsExactly("n2", "n3");
  }

  /** OR-42: and the one that works stays, however young. */
  @ParameterizedTest(name = "the new one {0}")
  @EnumSource(
      value = TaskState.class,
      names = {"NEW", "STARTING", "RUNNING"})
  void ofTwoTasksOnANodeOneIsStopped(TaskState other) {
    world.create(Sample.global("web"));
    Task first = on("n1");
    world.loseLeader();
    Task second = anotherLike(first, other);
    world.pass(Duration.ofSeconds(1));

    world.create(second);
    world.lead();

    boolean secondWorks = other == TaskState.RUNNING;
    assertThat(world.now(secondWorks ? second : first).getDesiredState())
        .isEqualTo(TaskState.RUNNING);
    assertThat(world.now(secondWorks ? first : second).getDesiredState())
        .isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.tasks("web")).as("no other is made").hasSize(3);
  }

  /** OR-42, OR-44: as long as another one is there. */
  @Test
  void ofTwoTasksOnANodeTheOneThatEndedIsNotRestarted() {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    Task first = on("n1");
    world.loseLeader();
    Task second = anotherLike(first, TaskState.FAILED);

    world.create(second);
    world.lead();
    world.pass(Duration.ofMinutes(1));

    assertThat(world.now(first).getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(world.now(second).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-42. */
  @ParameterizedTest(name = "ended: {0}")
  @ValueSource(booleans = {true, false})
  void ofTwoTasksOnANodeTheOlderGoesIfItEndedOrIsHeldBack(boolean ended) {
    world.create(Sample.global("web"));
    Task older = on("n1");
    world.loseLeader();
    world.pass(Duration.ofSeconds(1));
    Task younger = anotherLike(older, TaskState.NEW);
    world.create(younger);

    Task.Builder changed = world.now(older).toBuilder();
    if (ended) {
      changed.getStatusBuilder().setState(TaskState.FAILED);
    } else {
      changed.setDesiredState(TaskState.READY);
    }
    world.write(tx -> tx.update(Kinds.TASK, changed.build()));
    world.lead();

    assertThat(world.now(older).getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(world.now(younger).getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-42. */
  @Test
  void whatAPausedNodeHasTooManyStaysUntilItIsActive() {
    world.create(Sample.global("web"));
    world.startAll("web", "n1", "n2");
    world.changeNode("n1", Availability.PAUSE);

    world.create(anotherLike(on("n1"), TaskState.RUNNING));
    assertThat(world.nodes("web")).containsExactly("n1", "n1", "n2");

    world.changeNode("n1", Availability.ACTIVE);
    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  private static Task anotherLike(Task task, TaskState state) {
    Task.Builder another = task.toBuilder().clearMeta().setId("another");
    another.getStatusBuilder().setState(state);
    return another.build();
  }

  /** OR-45, CT-115. */
  @Test
  void aTaskThatSomebodyDeletedIsMadeAnewAtTheNextChangeOnly() {
    world.create(Sample.global("web"));

    world.deleteTask(on("n1"));
    assertThat(world.nodes("web")).containsExactly("n2");
    world.pass(Duration.ofMinutes(10));
    assertThat(world.nodes("web")).containsExactly("n2");

    world.change("web", service -> {});
    assertThat(world.nodes("web")).containsExactly("n1", "n2");
  }

  /** OR-48. */
  @Test
  void whatAHeartbeatSaysCostsNoLook() {
    world.create(Sample.global("web"));
    double before = world.runs("global-services");

    world.changeNode("n1", node -> node.getStatusBuilder().setMessage("still here"));

    assertThat(world.runs("global-services")).isEqualTo(before);
  }

  /** OR-48. */
  @Test
  void aNodeThatIsLostCostsALookOnlyForServicesThatHadATaskThere() {
    world.create(Sample.global("web", "node.hostname == n1"));
    world.create(Sample.global("other", "node.hostname == n2"));
    double before = world.runs("global-services");

    world.changeNode("n1", NodeStatus.State.DOWN);

    // One that stops the task, one that sees it stopped.
    assertThat(world.runs("global-services")).isEqualTo(before + 2);
  }

  private Task on(String node) {
    return world.tasks("web").stream()
        .filter(task -> task.getNodeId().equals(node))
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }
}
