package io.skep.orchestrator.update;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.Platform;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirtyCheckTest {
  private static final Node NODE = Node.newBuilder().setId("node1").build();

  private static final Service SERVICE = service(service -> {});

  /** CT-80. */
  @Test
  void aTaskOfTheSameSpecificationIsClean() {
    assertThat(isDirty(SERVICE, task())).isFalse();
  }

  /** CT-80. */
  @Test
  void anotherImageMakesATaskDirty() {
    assertThat(isDirty(changed(s -> setImage(s, "v:2")), task())).isTrue();
  }

  /** CT-80: and once they are unreadable none of them counts. */
  @Test
  void constraintsThatCannotBeReadMakeNoPlacedTaskDirty() {
    Service service = changed(s -> constrain(s, "node=node1"));

    assertThat(isDirty(service, task())).isFalse();
  }

  /** CT-80: no node has a key that there is not. */
  @Test
  void constraintsThatTheNodeDoesNotSatisfyMakeATaskDirty() {
    Service service = changed(s -> constrain(s, "node!=node1"));

    assertThat(isDirty(service, task())).isTrue();
  }

  /** OR-10. */
  @Test
  void otherConstraintsThatTheNodeSatisfiesMakeNoTaskDirty() {
    assertThat(isDirty(changed(s -> constrain(s, "node.id==node1")), task())).isFalse();
    assertThat(isDirty(changed(s -> constrain(s, "node.id==node2")), task())).isTrue();
  }

  /** OR-10. */
  @Test
  void otherConstraintsMakeATaskDirtyThatHasNoNode() {
    Service service = changed(s -> constrain(s, "node.id==node1"));

    boolean dirty = DirtyCheck.against(service).isDirty(task(), Optional.empty());

    assertThat(dirty).isTrue();
  }

  /** CT-80. */
  @Test
  void constraintsThatAreTakenBackExcuseNoOtherDifference() {
    Service constrained = changed(s -> constrain(s, "node.id==node1"));
    Task task = taskOf(constrained);

    assertThat(isDirty(SERVICE, task)).as("constraints alone").isFalse();
    assertThat(isDirty(changed(s -> setImage(s, "v:2")), task)).as("and the image").isTrue();
  }

  /** OR-10, in the better form: these would never reach the tasks that run. */
  @Test
  void otherPartsOfThePlacementMakeATaskDirty() {
    Service preferring =
        changed(
            s ->
                s.getSpecBuilder()
                    .getTaskBuilder()
                    .getPlacementBuilder()
                    .addPreferencesBuilder()
                    .getSpreadBuilder()
                    .setSpreadDescriptor("node.labels.zone"));
    Service fewer =
        changed(s -> s.getSpecBuilder().getTaskBuilder().getPlacementBuilder().setMaxReplicas(1));
    Service elsewhere =
        changed(
            s ->
                s.getSpecBuilder()
                    .getTaskBuilder()
                    .getPlacementBuilder()
                    .addPlatforms(Platform.newBuilder().setArchitecture("arm64")));

    assertThat(isDirty(preferring, task())).isTrue();
    assertThat(isDirty(fewer, task())).isTrue();
    assertThat(isDirty(elsewhere, task())).isTrue();
  }

  /** OR-10. */
  @Test
  void equalSpecVersionsSettleItWhateverTheContents() {
    Service service = changed(s -> setImage(s, "v:2").setSpecVersion(version(7)));

    assertThat(isDirty(service, task().toBuilder().setSpecVersion(version(7)).build())).isFalse();
    assertThat(isDirty(service, task().toBuilder().setSpecVersion(version(6)).build())).isTrue();
    assertThat(isDirty(service, task())).as("no version").isTrue();
  }

  /** OR-10. */
  @Test
  void otherSpecVersionsOfTheSameContentsMakeNoTaskDirty() {
    Service service = changed(s -> s.setSpecVersion(version(7)));

    assertThat(isDirty(service, task().toBuilder().setSpecVersion(version(6)).build())).isFalse();
  }

  /** OR-10: versions that are not there are not equal. */
  @Test
  void missingSpecVersionsSettleNothing() {
    assertThat(isDirty(changed(s -> setImage(s, "v:2")), task())).isTrue();
  }

  /** OR-10. */
  @ParameterizedTest(name = "observed {0}, desired {1}: dirty {2}")
  @CsvSource({
    "PREPARING, RUNNING, true",
    "READY, READY, false",
    "STARTING, RUNNING, false",
    "RUNNING, RUNNING, false",
    "RUNNING, SHUTDOWN, true",
    "SHUTDOWN, SHUTDOWN, true",
    "FAILED, RUNNING, true"
  })
  void otherPullOptionsMatterOnlyUntilTheNodeHasTheImage(
      TaskState observed, TaskState desired, boolean dirty) {
    Service service =
        changed(
            s ->
                s.getSpecBuilder()
                    .getTaskBuilder()
                    .getContainerBuilder()
                    .getPullOptionsBuilder()
                    .setRegistryAuth("new"));

    assertThat(isDirty(service, task(observed, desired))).isEqualTo(dirty);
  }

  /** OR-10. */
  @Test
  void otherPullOptionsExcuseNoOtherImage() {
    Service service =
        changed(
            s -> {
              setImage(s, "v:2");
              s.getSpecBuilder()
                  .getTaskBuilder()
                  .getContainerBuilder()
                  .getPullOptionsBuilder()
                  .setRegistryAuth("new");
            });

    assertThat(isDirty(service, task())).isTrue();
  }

  /** OR-10. */
  @Test
  void otherPortsMakeATaskDirtyThatHasItsEndpoint() {
    Service service =
        changed(
            s ->
                s.getSpecBuilder()
                    .getEndpointBuilder()
                    .addPorts(PortConfig.newBuilder().setTargetPort(80)));
    Task.Builder published = task().toBuilder();
    published.getEndpointBuilder().setSpec(service.getSpec().getEndpoint());
    Task.Builder unpublished = task().toBuilder();
    unpublished.getEndpointBuilder();

    assertThat(isDirty(service, published.build())).isFalse();
    assertThat(isDirty(service, unpublished.build())).isTrue();
    assertThat(isDirty(service, task())).as("no endpoint yet").isFalse();
  }

  /** OR-10. */
  @Test
  void whatDoesNotConcernTheTaskMakesItNotDirty() {
    Service service =
        changed(
            s -> {
              s.getSpecBuilder().getAnnotationsBuilder().setName("other").putLabels("a", "b");
              s.getSpecBuilder().getReplicatedBuilder().setReplicas(17);
              s.getSpecBuilder().getUpdateBuilder().setParallelism(4);
            });

    assertThat(isDirty(service, task())).isFalse();
  }

  /** OR-10. */
  @Test
  void aForcedUpdateMakesATaskDirty() {
    Service service = changed(s -> s.getSpecBuilder().getTaskBuilder().setForceUpdate(1));

    assertThat(isDirty(service, task())).isTrue();
  }

  /** OR-10. */
  @Test
  void theModeOfAServiceIsNothingToItsTasks() {
    assertThat(isDirty(changed(s -> s.getSpecBuilder().getGlobalBuilder()), task())).isFalse();
    assertThat(isDirty(changed(s -> s.getSpecBuilder().getGlobalJobBuilder()), task())).isFalse();
  }

  private static boolean isDirty(Service service, Task task) {
    return DirtyCheck.against(service).isDirty(task, Optional.of(NODE));
  }

  private static Service service(Consumer<Service.Builder> with) {
    Service.Builder service = Service.newBuilder().setId("web");
    setImage(service, "v:1");
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(1);
    with.accept(service);
    return service.build();
  }

  private static Service changed(Consumer<Service.Builder> change) {
    return service(change);
  }

  private static Service.Builder setImage(Service.Builder service, String image) {
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage(image);
    return service;
  }

  private static void constrain(Service.Builder service, String constraint) {
    service.getSpecBuilder().getTaskBuilder().getPlacementBuilder().addConstraints(constraint);
  }

  private static Task task() {
    return taskOf(SERVICE);
  }

  private static Task task(TaskState observed, TaskState desired) {
    Task.Builder task = task().toBuilder().setDesiredState(desired);
    task.getStatusBuilder().setState(observed);
    return task.build();
  }

  private static Task taskOf(Service service) {
    Task.Builder task =
        Task.newBuilder()
            .setId("task1")
            .setServiceId("web")
            .setNodeId("node1")
            .setSpec(service.getSpec().getTask())
            .setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.RUNNING);
    return task.build();
  }

  private static Version version(long index) {
    return Version.newBuilder().setIndex(index).build();
  }
}
