package io.skep.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Driver;
import io.skep.api.EndpointSpec;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.Version;
import io.skep.api.wire.Times;
import io.skep.orchestrator.task.TaskSource;
import io.skep.store.By;
import io.skep.store.IdSource;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import org.junit.jupiter.api.Test;

/** OR-7, OR-8. */
class TaskSourceTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final IdSource ids = new IdSource(clock.newRandom());
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock));
  private final TaskSource source = new TaskSource(ids, clock);

  /** OR-7. */
  @Test
  void aNewTaskIsACopyOfWhatItsServiceAsksFor() {
    Service service = service().build();

    Task task = source.replica(store.view(), service, 3, TaskState.RUNNING);

    assertThat(task.getServiceId()).isEqualTo("web");
    assertThat(task.getServiceAnnotations()).isEqualTo(service.getSpec().getAnnotations());
    assertThat(task.getSpec()).isEqualTo(service.getSpec().getTask());
    assertThat(task.getSpecVersion().getIndex()).isEqualTo(7);
    assertThat(task.getEndpoint().getSpec()).isEqualTo(service.getSpec().getEndpoint());
    assertThat(task.getEndpoint().getPortsList()).isEmpty();
  }

  /** OR-7. */
  @Test
  void aNewTaskStartsInNewAndIsToRun() {
    Task task = source.replica(store.view(), service().build(), 3, TaskState.RUNNING);

    assertThat(task.getStatus().getState()).isEqualTo(TaskState.NEW);
    assertThat(task.getStatus().getMessage()).isEqualTo("created");
    assertThat(task.getStatus().getTimestamp()).isEqualTo(Times.timestamp(clock.instant()));
    assertThat(task.getDesiredState()).isEqualTo(TaskState.RUNNING);
  }

  /** OR-7. */
  @Test
  void everyTaskHasAnIdOfItsOwn() {
    Service service = service().build();

    assertThat(source.replica(store.view(), service, 1, TaskState.RUNNING).getId())
        .isNotEmpty()
        .isNotEqualTo(source.replica(store.view(), service, 1, TaskState.RUNNING).getId());
  }

  /** OR-7: that of the task, else that of the cluster, else none. */
  @Test
  void theLogDriverIsTheTasksElseTheClusters() {
    Service without = service().build();
    Service.Builder with = service();
    with.getSpecBuilder().getTaskBuilder().setLogDriver(driver("own"));
    assertThat(replicaOf(without).hasLogDriver()).isFalse();

    store.update(new ClusterSeed(ids));
    store.update(
        tx ->
            tx.find(Kinds.CLUSTER, By.name("default"))
                .forEach(
                    cluster -> {
                      var changed = cluster.toBuilder();
                      changed.getSpecBuilder().getTaskDefaultsBuilder().setLogDriver(driver("all"));
                      tx.update(Kinds.CLUSTER, changed.build());
                    }));

    assertThat(replicaOf(without).getLogDriver().getName()).isEqualTo("all");
    assertThat(replicaOf(with.build()).getLogDriver().getName()).isEqualTo("own");
  }

  /** OR-8. */
  @Test
  void aReplicaHasASlotAndNoNode() {
    Task task = source.replica(store.view(), service().build(), 3, TaskState.RUNNING);

    assertThat(task.getSlot()).isEqualTo(3);
    assertThat(task.getNodeId()).isEmpty();
  }

  /** OR-8. */
  @Test
  void aTaskForANodeHasNoSlot() {
    Task task = source.onNode(store.view(), service().build(), "n1", TaskState.READY);

    assertThat(task.getSlot()).isZero();
    assertThat(task.getNodeId()).isEqualTo("n1");
    assertThat(task.getDesiredState()).isEqualTo(TaskState.READY);
  }

  private Task replicaOf(Service service) {
    return source.replica(store.view(), service, 1, TaskState.RUNNING);
  }

  private static Driver driver(String name) {
    return Driver.newBuilder().setName(name).build();
  }

  private static Service.Builder service() {
    Service.Builder service = Sample.replicated("web", 1).toBuilder();
    service.setSpecVersion(Version.newBuilder().setIndex(7));
    service
        .getSpecBuilder()
        .setEndpoint(EndpointSpec.newBuilder().setMode(EndpointSpec.ResolutionMode.DNSRR));
    service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("nginx:1");
    service.getSpecBuilder().getAnnotationsBuilder().putLabels("tier", "front");
    return service;
  }
}
