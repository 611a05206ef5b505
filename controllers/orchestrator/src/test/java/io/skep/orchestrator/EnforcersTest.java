package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Volume;
import io.skep.api.VolumeAttachment;
import io.skep.api.VolumeSpec.VolumeAvailability;
import io.skep.scheduler.Priority;
import io.skep.scheduler.resource.GenericResources;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tasks here belong to no service unless a test makes one: what they are is all there is. */
class EnforcersTest {
  private final World world = World.seeded();

  @AfterEach
  void noRunFailed() {
    assertThat(world.failedRuns()).isZero();
  }

  /** OR-90, OR-91, OR-92, OR-3, CT-145: at the start, and what is wanted is left to others. */
  @Test
  void aTaskIsRejectedWhoseConstraintsItsNodeDoesNotMeet() {
    world.loseLeader();
    Task wrong = running("wrong", constrained("node.role == manager"));
    Task right = running("right", task -> {});
    Task job = running("job", task -> task.setDesiredState(TaskState.COMPLETE));
    world.create(node(1 << 20));
    world.create(wrong, right, job);

    world.lead();

    assertThat(state(wrong)).isEqualTo(TaskState.REJECTED);
    assertThat(world.now(wrong).getStatus().getMessage())
        .isEqualTo("task rejected by constraint enforcer");
    assertThat(world.now(wrong).getStatus().getErr())
        .isEqualTo("assigned node no longer meets constraints");
    assertThat(world.now(wrong).getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(state(right)).isEqualTo(TaskState.RUNNING);
    assertThat(state(job)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-90, OR-92, CT-145: with the time at which it was rejected. */
  @Test
  void aTaskIsRejectedWhenItsNodeChanges() {
    world.create(node(1 << 20));
    Task worker = running("worker", constrained("node.role == worker"));
    world.create(worker);
    world.pass(Duration.ofSeconds(7));

    world.changeNode("n1", node -> node.setRole(NodeRole.MANAGER));

    assertThat(state(worker)).isEqualTo(TaskState.REJECTED);
    assertThat(world.now(worker).getStatus().getTimestamp().getSeconds())
        .isEqualTo(Sample.at(7).getEpochSecond());
  }

  /** OR-91, CT-145. */
  @Test
  void aTaskIsRejectedWhenItsNodeHasLessThanItReserves() {
    world.create(node(1_000));
    Task large = running("large", memory(900));
    world.create(large);

    world.changeNode("n1", node -> describe(node, 500));

    assertThat(state(large)).isEqualTo(TaskState.REJECTED);
  }

  /** OR-90, CT-145: what is not meant to reach the node yet. */
  @Test
  void aTaskThatIsNotMeantToBeAssignedIsLeftAlone() {
    world.create(node(1_000));
    Task waiting =
        running(
            "new",
            constrained("node.role == manager")
                .andThen(task -> task.setDesiredState(TaskState.NEW)));
    world.create(waiting);

    world.changeNode("n1", node -> describe(node, 500));

    assertThat(state(waiting)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-47, OR-91: the scheduler tells such a task why it waits; to reject it would help nobody. */
  @Test
  void aTaskThatWaitsForItsNodeReservesNothingThere() {
    world.create(node(1_000));
    Task waiting =
        running(
            "waiting",
            memory(5_000).andThen(task -> task.getStatusBuilder().setState(TaskState.PENDING)));
    Task running = running("running", memory(900));
    world.create(waiting, running);

    world.lead();

    assertThat(state(waiting)).isEqualTo(TaskState.PENDING);
    assertThat(state(running)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-90, OR-91, CT-146: what ended takes nothing. */
  @Test
  void finishedTasksOfAJobTakeNothing() {
    world.create(node(2_000));
    Task done =
        running(
            "a-done",
            memory(700)
                .andThen(task -> task.setDesiredState(TaskState.COMPLETE))
                .andThen(task -> task.getStatusBuilder().setState(TaskState.COMPLETE)));
    Task running = running("running", memory(700));
    world.create(done, running);

    world.changeNode("n1", node -> describe(node, 1_024));

    assertThat(state(running)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-91, CT-147: of the service as it is now, not as it was when the task was made. */
  @Test
  void theConstraintsOfTheServiceCount() {
    world.create(labelled(node(1_000)));
    Service service = Sample.replicated("web", 1);
    Service.Builder constrained = service.toBuilder();
    constrained
        .getSpecBuilder()
        .getTaskBuilder()
        .getPlacementBuilder()
        .addConstraints("node.labels.foo == bar");
    Task task = running("t1", t -> t.setServiceId("web").setSlot(1));
    world.write(
        tx -> {
          tx.create(Kinds.SERVICE, constrained.build());
          tx.create(Kinds.TASK, task);
        });

    world.changeNode("n1", node -> node.getSpecBuilder().clearAnnotations());

    assertThat(state(task)).isEqualTo(TaskState.REJECTED);
    assertThat(world.runnable("web")).singleElement().matches(t -> t.getNodeId().isEmpty());
  }

  /** OR-91, CT-147. */
  @Test
  void aTaskIsRejectedWhoseUnitIsGone() {
    world.create(with(node(1_000), "gpu=one,gpu=two"));
    Task task =
        running("t1", t -> t.addAssignedGenericResources(GenericResources.unit("gpu", "one")));
    world.create(task);

    world.changeNode("n1", node -> setGeneric(node, "gpu=two,gpu=three"));

    assertThat(state(task)).isEqualTo(TaskState.REJECTED);
  }

  /** OR-91, OR-93, CT-147: the newest goes, and one that does not fit does not end the look. */
  @Test
  void ofTasksThatShareTooLittleTheNewestIsRejected() {
    world.create(with(node(1_000), "gpu=3"));
    Task first = gpus("z-first", 1);
    world.create(first);
    world.pass(Duration.ofSeconds(1));
    Task large = gpus("large", 2);
    world.create(large);
    world.pass(Duration.ofSeconds(1));
    Task last = running("a-last", memory(900));
    world.create(last);

    world.changeNode("n1", node -> setGeneric(node, "gpu=2"));
    assertThat(state(first)).isEqualTo(TaskState.RUNNING);
    assertThat(state(large)).isEqualTo(TaskState.REJECTED);
    assertThat(state(last)).isEqualTo(TaskState.RUNNING);

    world.changeNode("n1", node -> describe(node, 500));
    assertThat(state(last)).isEqualTo(TaskState.REJECTED);
  }

  /** OR-91: neither does one of whose units only some are there. */
  @Test
  void aTaskThatLacksOneOfItsUnitsTakesNoneOfThem() {
    world.create(with(node(1_000), "gpu=2,fpga=1"));
    Task both =
        gpus("both", 2).toBuilder()
            .addAssignedGenericResources(GenericResources.amount("fpga", 1))
            .build();
    world.create(both);
    world.pass(Duration.ofSeconds(1));
    Task other = gpus("other", 2);
    world.create(other);

    world.changeNode("n1", node -> setGeneric(node, "gpu=2"));

    assertThat(state(both)).isEqualTo(TaskState.REJECTED);
    assertThat(state(other)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-93: before all others the least urgent. */
  @Test
  void ofTasksThatShareTooLittleTheLeastUrgentIsRejected() {
    world.create(node(1_000));
    Task old = running("old", memory(400));
    world.create(old);
    world.pass(Duration.ofSeconds(1));
    Task urgent =
        running(
            "urgent",
            memory(400)
                .andThen(t -> t.getServiceAnnotationsBuilder().putLabels(Priority.LABEL, "5")));
    world.create(urgent);

    world.changeNode("n1", node -> describe(node, 500));

    assertThat(state(old)).isEqualTo(TaskState.REJECTED);
    assertThat(state(urgent)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-91: a task that must go for another reason leaves its share to others. */
  @Test
  void aTaskThatTheConstraintsRejectTakesNothing() {
    world.create(labelled(node(1_000)));
    Task misplaced = running("a", memory(600).andThen(constrained("node.labels.foo == bar")));
    Task other = running("b", memory(400));
    world.create(misplaced, other);

    world.changeNode(
        "n1",
        node -> {
          node.getSpecBuilder().clearAnnotations();
          describe(node, 500);
        });

    assertThat(state(misplaced)).isEqualTo(TaskState.REJECTED);
    assertThat(state(other)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-91: it has not told yet, which is not to have nothing. */
  @Test
  void aNodeWithoutADescriptionKeepsItsTasks() {
    world.create(node(1_000));
    Task task = running("t1", memory(900));
    world.create(task);

    world.changeNode("n1", Node.Builder::clearDescription);

    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-91. */
  @Test
  void constraintsThatCannotBeReadAreMet() {
    world.create(node(1_000));
    Task task = running("t1", constrained("node.role = manager"));
    world.create(task);

    world.changeNode("n1", node -> describe(node, 999));

    assertThat(state(task)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-90. */
  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "DRAIN"})
  void onlyActiveNodesAreLookedAt(Availability availability) {
    world.create(node(1_000));
    Task task = running("t1", memory(900));
    world.create(task);

    world.changeNode(
        "n1",
        node -> {
          node.getSpecBuilder().setAvailability(availability);
          describe(node, 500);
        });
    assertThat(state(task)).isEqualTo(TaskState.RUNNING);

    world.changeNode("n1", Availability.ACTIVE);
    assertThat(state(task)).isEqualTo(TaskState.REJECTED);
  }

  /** OR-94, OR-3, CT-148. */
  @Test
  void theTasksOfADrainedVolumeAreRejected() {
    world.create(node(1_000));
    Task user = running("user", using("v1"));
    Task done =
        running(
            "done",
            using("v1").andThen(task -> task.getStatusBuilder().setState(TaskState.COMPLETE)));
    Task other = running("other", using("v2"));
    world.write(tx -> tx.create(Kinds.VOLUME, volume(VolumeAvailability.ACTIVE)));
    world.create(user, done, other);
    var before = world.now(user).getStatus().getTimestamp();
    world.pass(Duration.ofSeconds(3));

    set(VolumeAvailability.PAUSE);
    assertThat(state(user)).isEqualTo(TaskState.RUNNING);
    set(VolumeAvailability.DRAIN);

    assertThat(state(user)).isEqualTo(TaskState.REJECTED);
    assertThat(world.now(user).getStatus().getMessage())
        .isEqualTo("task rejected by volume enforcer");
    assertThat(world.now(user).getStatus().getErr())
        .isEqualTo("attached to volume which is being drained");
    assertThat(world.now(user).getStatus().getTimestamp()).isEqualTo(before);
    assertThat(world.now(user).getDesiredState()).isEqualTo(TaskState.RUNNING);
    assertThat(state(done)).isEqualTo(TaskState.COMPLETE);
    assertThat(state(other)).isEqualTo(TaskState.RUNNING);
  }

  /** OR-94: at the start, and when a task is given the volume a moment too late. */
  @Test
  void aTaskThatIsGivenADrainedVolumeIsRejected() {
    world.create(node(1_000));
    world.loseLeader();
    world.write(tx -> tx.create(Kinds.VOLUME, volume(VolumeAvailability.DRAIN)));
    Task before = running("before", using("v1"));
    world.create(before);
    world.lead();
    Task late = running("late", using("v1"));
    world.create(late);

    assertThat(state(before)).isEqualTo(TaskState.REJECTED);
    assertThat(state(late)).isEqualTo(TaskState.REJECTED);
  }

  private void set(VolumeAvailability availability) {
    world.write(
        tx ->
            tx.update(Kinds.VOLUME, with(tx.get(Kinds.VOLUME, "v1").orElseThrow(), availability)));
  }

  private TaskState state(Task task) {
    return world.now(task).getStatus().getState();
  }

  private static Task running(String id, Consumer<Task.Builder> with) {
    Task.Builder task = Task.newBuilder().setId(id).setNodeId("n1");
    task.setDesiredState(TaskState.RUNNING).getStatusBuilder().setState(TaskState.RUNNING);
    with.accept(task);
    return task.build();
  }

  private static Task gpus(String id, long count) {
    return running(id, t -> t.addAssignedGenericResources(GenericResources.amount("gpu", count)));
  }

  private static Consumer<Task.Builder> constrained(String constraint) {
    return task -> task.getSpecBuilder().getPlacementBuilder().addConstraints(constraint);
  }

  private static Consumer<Task.Builder> memory(long bytes) {
    return task ->
        task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setMemoryBytes(bytes);
  }

  private static Consumer<Task.Builder> using(String volume) {
    return task -> task.addVolumes(VolumeAttachment.newBuilder().setId(volume));
  }

  private static Node node(long memory) {
    Node.Builder node = Sample.node("n1", NodeStatus.State.READY, Availability.ACTIVE).toBuilder();
    return describe(node, memory).build();
  }

  private static Node.Builder describe(Node.Builder node, long memory) {
    node.getDescriptionBuilder().getResourcesBuilder().setMemoryBytes(memory);
    return node;
  }

  private static Node labelled(Node node) {
    Node.Builder labelled = node.toBuilder();
    labelled.getSpecBuilder().getAnnotationsBuilder().putLabels("foo", "bar");
    return labelled.build();
  }

  private static Node with(Node node, String generic) {
    return setGeneric(node.toBuilder(), generic).build();
  }

  private static Node.Builder setGeneric(Node.Builder node, String generic) {
    node.getDescriptionBuilder()
        .getResourcesBuilder()
        .clearGeneric()
        .addAllGeneric(GenericResources.parse(generic));
    return node;
  }

  private static Volume volume(VolumeAvailability availability) {
    Volume.Builder volume = Volume.newBuilder().setId("v1");
    volume.getSpecBuilder().getDriverBuilder().setName("disk");
    return with(volume.build(), availability);
  }

  private static Volume with(Volume volume, VolumeAvailability availability) {
    Volume.Builder changed = volume.toBuilder();
    changed.getSpecBuilder().setAvailability(availability);
    return changed.build();
  }
}
