package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.UpdateStatus;
import io.skep.api.UpdateStatus.UpdateState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the tasks of a global service when it is changed. */
class GlobalUpdatesTest {
  private final World world = World.seeded();
  private final PlayedAgents agents = new PlayedAgents(world, "web");

  @BeforeEach
  void threeNodes() {
    world.create(Sample.node("n1"), Sample.node("n2"), Sample.node("n3"));
  }

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-41, OR-74. */
  @ParameterizedTest
  @EnumSource(
      value = UpdateOrder.class,
      names = {"STOP_FIRST", "START_FIRST"})
  void aChangeIsRolledOutNodeByNode(UpdateOrder order) {
    running(RestartCondition.ANY);
    world.change(
        "web",
        service -> service.getSpecBuilder().getUpdateBuilder().setParallelism(1).setOrder(order));
    agents.starting(task -> !image(task).equals("v2"));

    world.update("web", image("v2"));
    play(10);
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
    assertThat(images()).filteredOn("v1"::equals).hasSize(order == UpdateOrder.START_FIRST ? 3 : 2);
    agents.starting(task -> true);
    play(30);

    assertThat(images()).containsExactly("v2", "v2", "v2");
    assertThat(world.nodes("web")).containsExactly("n1", "n2", "n3");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-41, OR-77. */
  @Test
  void tooManyFailuresAreRolledBack() {
    running(RestartCondition.NONE);
    world.change(
        "web",
        service ->
            service
                .getSpecBuilder()
                .getUpdateBuilder()
                .setParallelism(1)
                .setFailureAction(FailureAction.ROLLBACK));
    agents.failing(task -> image(task).equals("v2") && task.getNodeId().equals("n2"));

    world.update("web", image("v2"));
    play(60);

    assertThat(images()).containsExactly("v1", "v1", "v1");
    assertThat(status().getState()).isEqualTo(UpdateState.ROLLBACK_COMPLETED);
  }

  /** OR-41: a paused node is left alone. */
  @Test
  void aPausedNodeKeepsItsTaskAndTheUpdateDoesNotWaitForIt() {
    running(RestartCondition.ANY);
    world.changeNode("n2", Availability.PAUSE);

    world.update("web", image("v2"));
    play(30);

    assertThat(images()).containsExactly("v2", "v1", "v2");
    assertThat(status().getState()).isEqualTo(UpdateState.COMPLETED);
  }

  /** OR-42: that is no update. */
  @Test
  void whatANodeThatCameBackStillHasIsReplacedDirectly() {
    running(RestartCondition.ANY);
    world.changeNode("n2", Availability.PAUSE);
    world.update("web", image("v2"));
    play(30);
    UpdateStatus before = status();

    world.changeNode("n2", Availability.ACTIVE);
    play(1);

    assertThat(images()).containsExactly("v2", "v2", "v2");
    assertThat(status()).isEqualTo(before);
  }

  /** OR-42: nor does it disturb one. */
  @Test
  void aNodeThatComesBackDuringAnUpdateWaitsForItsTurn() {
    running(RestartCondition.ANY);
    world.changeNode("n2", Availability.PAUSE);
    agents.starting(task -> !image(task).equals("v2"));
    world.update("web", image("v2"));
    play(5);

    world.changeNode("n2", Availability.ACTIVE);
    play(5);
    assertThat(images()).filteredOn("v2"::equals).hasSize(1);
    agents.starting(task -> true);
    play(30);

    assertThat(images()).containsExactly("v2", "v2", "v2");
  }

  /** OR-42, in the better form: what is paused goes nowhere. */
  @Test
  void aNodeThatComesBackWhileAnUpdateIsPausedKeepsWhatItHas() {
    running(RestartCondition.NONE);
    world.changeNode("n2", Availability.PAUSE);
    agents.failing(task -> image(task).equals("v2"));
    world.update("web", image("v2"));
    play(5);
    assertThat(status().getState()).isEqualTo(UpdateState.PAUSED);
    Task kept = on("n2");

    world.changeNode("n2", Availability.ACTIVE);
    play(60);

    assertThat(on("n2").getId()).isEqualTo(kept.getId());
  }

  /** CT-116. */
  @Test
  void aForcedUpdateBringsNothingToNodesThatTakeNothing() {
    running(RestartCondition.ANY);
    world.changeNode("n1", Availability.DRAIN);
    world.changeNode("n2", NodeStatus.State.DOWN);
    assertThat(world.nodes("web")).containsExactly("n3");

    force();
    play(30);
    assertThat(world.nodes("web")).containsExactly("n3");
    world.changeNode("n1", Availability.ACTIVE);
    world.changeNode("n2", NodeStatus.State.READY);
    assertThat(world.nodes("web")).containsExactly("n1", "n2", "n3");

    play(10);
    world.changeNode("n1", Availability.PAUSE);
    world.report(on("n1"), TaskState.FAILED);
    assertThat(world.nodes("web")).containsExactly("n2", "n3");
    force();
    play(30);
    assertThat(world.nodes("web")).containsExactly("n2", "n3");
  }

  /** CT-117. */
  @Test
  void aTaskThatIsNotRestartedComesBackWithAForcedUpdateOnly() {
    running(RestartCondition.NONE);
    world.report(on("n1"), TaskState.FAILED);
    assertThat(on("n1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);

    world.change("web", service -> {});
    play(30);
    assertThat(world.nodes("web")).containsExactly("n2", "n3");
    force();
    play(30);

    assertThat(world.nodes("web")).containsExactly("n1", "n2", "n3");
  }

  /** CT-118: of two services only the changed one is touched. */
  @Test
  void aChangeTouchesNoOtherService() {
    running(RestartCondition.ANY);
    world.create(Sample.global("other"));
    List<Task> before = world.tasks("other");

    world.update("web", image("v2"));
    play(30);

    assertThat(world.tasks("other")).isEqualTo(before);
    assertThat(images()).containsExactly("v2", "v2", "v2");
  }

  private void running(RestartCondition restart) {
    Service.Builder service =
        Sample.withRestart(Sample.global("web"), Sample.policy(restart, 0, 0)).toBuilder();
    image("v1").accept(service.getSpecBuilder());
    world.create(service.build());
    agents.act();
    world.pass(Duration.ofSeconds(1));
  }

  private void force() {
    world.update(
        "web", spec -> spec.getTaskBuilder().setForceUpdate(spec.getTask().getForceUpdate() + 1));
  }

  private void play(long seconds) {
    agents.play(Duration.ofSeconds(seconds));
  }

  private static Consumer<ServiceSpec.Builder> image(String image) {
    return spec -> spec.getTaskBuilder().getContainerBuilder().setImage(image);
  }

  private static String image(Task task) {
    return task.getSpec().getContainer().getImage();
  }

  private List<String> images() {
    return world.runnable("web").stream().map(GlobalUpdatesTest::image).toList();
  }

  private UpdateStatus status() {
    return world.service("web").getUpdateStatus();
  }

  private Task on(String node) {
    return world.tasks("web").stream()
        .filter(task -> task.getNodeId().equals(node))
        .reduce((older, newer) -> newer)
        .orElseThrow();
  }
}
