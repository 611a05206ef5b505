package io.skep.store.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.ConfigReference;
import io.skep.api.ContainerSpec;
import io.skep.api.GenericRuntimeSpec;
import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.NetworkAttachmentSpec;
import io.skep.api.SecretReference;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.Task;
import io.skep.api.TaskSpec;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.VolumeAttachment;
import io.skep.store.By;
import io.skep.store.InvalidSelectorException;
import org.junit.jupiter.api.Test;

class TaskAndServiceIndexesTest {
  private final Shelf<Task> tasks = new Shelf<>(Kinds.TASK);
  private final Shelf<Service> services = new Shelf<>(Kinds.SERVICE);

  private static Task.Builder task(String id) {
    return Task.newBuilder().setId(id);
  }

  private static NetworkAttachmentConfig network(String id) {
    return NetworkAttachmentConfig.newBuilder().setTarget(id).build();
  }

  /** Puts the same specification into a task and a service, both called {@code id}. */
  private void put(String id, TaskSpec.Builder spec) {
    tasks.put(task(id).setSpec(spec).build());
    services.put(
        Service.newBuilder().setId(id).setSpec(ServiceSpec.newBuilder().setTask(spec)).build());
  }

  @Test
  void tasksAreFoundByServiceAndByNodeAlsoByNone() {
    // S-50, S-51
    tasks.put(task("id1").setServiceId("s1").setNodeId("n1").build());
    tasks.put(task("id2").setServiceId("s10").build());
    tasks.put(task("id3").setNodeId("n1").build());

    assertThat(tasks.ids(TaskKind.byServiceId("s1"))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byServiceId(""))).containsExactly("id3");
    assertThat(tasks.ids(TaskKind.byNodeId("n1"))).containsExactly("id1", "id3");
    assertThat(tasks.ids(TaskKind.byNodeId(""))).containsExactly("id2");
    assertThat(tasks.ids(TaskKind.byNodeId("N1"))).as("S-59").isEmpty();
  }

  @Test
  void aSlotIsThatOfItsService() {
    tasks.put(task("id1").setServiceId("s1").setSlot(1).build());
    tasks.put(task("id2").setServiceId("s1").setSlot(11).build());
    tasks.put(task("id3").setServiceId("s").setSlot(1).build());
    tasks.put(task("id4").setServiceId("s1").setSlot(1).build());

    assertThat(tasks.ids(TaskKind.bySlot("s1", 1))).containsExactly("id1", "id4");
    assertThat(tasks.ids(TaskKind.bySlot("s", 1))).containsExactly("id3");
    assertThat(tasks.ids(TaskKind.bySlot("s1", 0))).isEmpty();
    assertThatThrownBy(() -> tasks.find(new By.StartsWith<Task>("slot", "s1")))
        .isInstanceOf(InvalidSelectorException.class);
  }

  @Test
  void statesAreFoundFromTheFirstOneOn() {
    // S-49
    tasks.put(task("id1").build());
    tasks.put(
        task("id2")
            .setDesiredState(TaskState.RUNNING)
            .setStatus(TaskStatus.newBuilder().setState(TaskState.PENDING))
            .build());
    tasks.put(task("id3").setDesiredStateValue(7_777).build());

    assertThat(tasks.ids(TaskKind.byDesiredState(TaskState.NEW))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byDesiredState(TaskState.RUNNING))).containsExactly("id2");
    assertThat(tasks.ids(TaskKind.byState(TaskState.NEW))).containsExactly("id1", "id3");
    assertThat(tasks.ids(TaskKind.byState(TaskState.PENDING))).containsExactly("id2");
  }

  @Test
  void tasksAreFoundByEachAttachedVolume() {
    // S-63, S-116
    tasks.put(
        task("id1")
            .addVolumes(VolumeAttachment.newBuilder().setId("v1"))
            .addVolumes(VolumeAttachment.newBuilder().setId("v2"))
            .build());
    tasks.put(task("id2").addVolumes(VolumeAttachment.newBuilder().setId("v2")).build());

    assertThat(tasks.ids(TaskKind.byVolumeId("v2"))).containsExactly("id1", "id2");
    assertThat(tasks.ids(TaskKind.byVolumeId("v1"))).containsExactly("id1");
    assertThat(tasks.ids(By.prefix(TaskKind.VOLUME, "v"))).containsExactly("id1", "id2");
  }

  @Test
  void runtimesHaveOneNameInLowerCase() {
    // S-55, S-59
    put("id1", TaskSpec.newBuilder().setContainer(ContainerSpec.newBuilder()));
    put("id2", TaskSpec.newBuilder().setAttachment(NetworkAttachmentSpec.newBuilder()));
    put("id3", TaskSpec.newBuilder().setGeneric(GenericRuntimeSpec.newBuilder().setKind("WASM")));
    put("id4", TaskSpec.newBuilder());

    assertThat(tasks.ids(TaskKind.byRuntime("container"))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byRuntime("attachment"))).containsExactly("id2");
    assertThat(tasks.ids(TaskKind.byRuntime("wasm"))).containsExactly("id3");
    assertThat(tasks.ids(TaskKind.byRuntime("WASM"))).isEmpty();
    assertThat(tasks.ids(By.prefix(TaskKind.RUNTIME, "")))
        .as("by runtime, without the task that has none")
        .containsExactly("id2", "id1", "id3");
    assertThat(services.ids(ServiceKind.byRuntime("container"))).containsExactly("id1");
    assertThat(services.ids(ServiceKind.byRuntime("wasm"))).containsExactly("id3");
  }

  @Test
  void secretsAndConfigsAreThoseOfContainers() {
    put(
        "id1",
        TaskSpec.newBuilder()
            .setContainer(
                ContainerSpec.newBuilder()
                    .addSecrets(SecretReference.newBuilder().setSecretId("s1"))
                    .addSecrets(SecretReference.newBuilder().setSecretId("s2"))
                    .addConfigs(ConfigReference.newBuilder().setConfigId("c1"))));
    put("id2", TaskSpec.newBuilder().setAttachment(NetworkAttachmentSpec.newBuilder()));

    assertThat(tasks.ids(TaskKind.bySecretId("s2"))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byConfigId("c1"))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byConfigId("s1"))).isEmpty();
    assertThat(services.ids(ServiceKind.bySecretId("s1"))).containsExactly("id1");
    assertThat(services.ids(ServiceKind.byConfigId("c1"))).containsExactly("id1");
    assertThat(services.ids(By.prefix(ServiceKind.SECRET, ""))).containsExactly("id1");
  }

  @Test
  void networksAreTheOnesAskedForAndNotTheOnesAllocated() {
    tasks.put(
        task("id1")
            .setSpec(TaskSpec.newBuilder().addNetworks(network("n1")).addNetworks(network("n2")))
            .build());
    tasks.put(task("id2").addNetworks(NetworkAttachment.newBuilder().addAddresses("n1")).build());

    assertThat(tasks.ids(TaskKind.byNetworkId("n1"))).containsExactly("id1");
    assertThat(tasks.ids(TaskKind.byNetworkId("n2"))).containsExactly("id1");
  }

  @Test
  @SuppressWarnings("deprecation") // Old specifications are still found.
  void aServiceKeepsItsNetworksWithItsTasksOrInTheOldPlace() {
    var oldPlace = ServiceSpec.newBuilder().addNetworks(network("n1"));
    services.put(Service.newBuilder().setId("id1").setSpec(oldPlace).build());
    var both = oldPlace.clone().setTask(TaskSpec.newBuilder().addNetworks(network("n2")));
    services.put(Service.newBuilder().setId("id2").setSpec(both).build());

    assertThat(services.ids(ServiceKind.byNetworkId("n1"))).containsExactly("id1");
    assertThat(services.ids(ServiceKind.byNetworkId("n2"))).containsExactly("id2");
  }
}
