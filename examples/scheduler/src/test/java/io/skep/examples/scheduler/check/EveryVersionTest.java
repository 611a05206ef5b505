package io.skep.examples.scheduler.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateStatus;
import io.skep.api.Version;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule is broken once, by hand, in a store that is otherwise in order. */
class EveryVersionTest {
  private final VirtualClock clock = new VirtualClock(1, VirtualClock.START);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private final EveryVersion checks = EveryVersion.of(store, clock.loop("checks"));

  @BeforeEach
  void aNodeAndAServiceWithTwoTasks() {
    commit(
        tx -> {
          tx.create(Kinds.NODE, node(node -> {}));
          tx.create(Kinds.SERVICE, service(service -> {}));
          tx.create(Kinds.TASK, running("a", 1, 0));
          tx.create(Kinds.TASK, running("b", 2, 0));
        });
    assertThat(checks.violations()).isEmpty();
  }

  private void commit(Consumer<Tx> body) {
    store.update(body);
    clock.runUntilIdle();
  }

  private static Node node(Consumer<Node.Builder> change) {
    Node.Builder node = Node.newBuilder().setId("n");
    node.getStatusBuilder().setState(NodeStatus.State.READY);
    node.getDescriptionBuilder().setHostname("finch").getResourcesBuilder().setNanoCpus(4);
    change.accept(node);
    return node.build();
  }

  private static Service service(Consumer<Service.Builder> change) {
    Service.Builder service = Service.newBuilder().setId("web");
    service.getSpecBuilder().getAnnotationsBuilder().setName("web");
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(2);
    service.setSpecVersion(Version.getDefaultInstance());
    change.accept(service);
    return service.build();
  }

  private static Task running(String id, long slot, long specVersion) {
    Task.Builder task =
        Task.newBuilder()
            .setId(id)
            .setServiceId("web")
            .setSlot(slot)
            .setNodeId("n")
            .setSpecVersion(Version.newBuilder().setIndex(specVersion))
            .setDesiredState(TaskState.RUNNING);
    task.getServiceAnnotationsBuilder().setName("web");
    task.getStatusBuilder().setState(TaskState.RUNNING);
    task.getSpecBuilder().getContainerBuilder().setImage("web:" + specVersion);
    return task.build();
  }

  private static Task starting(String id, long slot, long specVersion) {
    Task.Builder task = running(id, slot, specVersion).toBuilder();
    task.getStatusBuilder().setState(TaskState.STARTING);
    return task.build();
  }

  /** Asks for another image; the update is under way. */
  private void change(Consumer<UpdateConfig.Builder> config) {
    commit(
        tx -> {
          Service.Builder service = tx.get(Kinds.SERVICE, "web").orElseThrow().toBuilder();
          service.setSpecVersion(Version.newBuilder().setIndex(7));
          service.getSpecBuilder().getTaskBuilder().getContainerBuilder().setImage("web:7");
          service.getUpdateStatusBuilder().setState(UpdateStatus.UpdateState.UPDATING);
          config.accept(service.getSpecBuilder().getUpdateBuilder().setParallelism(1));
          tx.update(Kinds.SERVICE, service.build());
        });
  }

  private static void desire(Tx tx, String id, TaskState desired) {
    Task task = tx.get(Kinds.TASK, id).orElseThrow();
    tx.update(Kinds.TASK, task.toBuilder().setDesiredState(desired).build());
  }

  private static void observe(Tx tx, String id, TaskState state) {
    Task.Builder task = tx.get(Kinds.TASK, id).orElseThrow().toBuilder();
    task.getStatusBuilder().setState(state);
    tx.update(Kinds.TASK, task.build());
  }

  @Test
  void aRollingUpdateInOrderBreaksNothing() {
    change(config -> {});
    for (String id : new String[] {"a", "b"}) {
      long slot = id.equals("a") ? 1 : 2;
      commit(
          tx -> {
            desire(tx, id, TaskState.SHUTDOWN);
            tx.create(Kinds.TASK, starting(id + "2", slot, 7).toBuilder().setNodeId("").build());
          });
      commit(tx -> observe(tx, id, TaskState.SHUTDOWN));
      commit(tx -> observe(tx, id + "2", TaskState.RUNNING));
    }

    assertThat(checks.violations()).isEmpty();
    assertThat(checks.versions()).isEqualTo(8);
  }

  @Test
  void aTaskThatIsUpToDateMustNotBeStopped() {
    commit(tx -> desire(tx, "a", TaskState.SHUTDOWN));

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .isEqualTo("version 2: web.1 is up to date and on a good node, but is asked to stop");
  }

  @Test
  void aSlotMustNotHaveTwoTasks() {
    commit(tx -> tx.create(Kinds.TASK, starting("c", 1, 0)));

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .contains("web.1: 2 tasks in one place, 2 of them up to date");
  }

  @Test
  void noMoreTasksMustBeReplacedAtATimeThanAllowed() {
    change(config -> {});
    commit(
        tx -> {
          desire(tx, "a", TaskState.SHUTDOWN);
          desire(tx, "b", TaskState.SHUTDOWN);
          tx.create(Kinds.TASK, starting("a2", 1, 7));
          tx.create(Kinds.TASK, starting("b2", 2, 7));
        });

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .contains("web: 2 places are updated at a time, 1 are allowed");
  }

  @Test
  void aStopFirstReplacementMustNotRunBesideTheOldTask() {
    change(config -> {});
    commit(
        tx -> {
          desire(tx, "a", TaskState.SHUTDOWN);
          tx.create(Kinds.TASK, running("a2", 1, 7));
        });

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .contains("web.1: 2 tasks run in one place, though it is stop-first");
  }

  @Test
  void aStartFirstTaskMustNotBeStoppedBeforeItsReplacementRuns() {
    change(config -> config.setOrder(UpdateConfig.UpdateOrder.START_FIRST));
    commit(tx -> tx.create(Kinds.TASK, starting("a2", 1, 7)));
    assertThat(checks.violations()).isEmpty();

    commit(tx -> desire(tx, "a", TaskState.SHUTDOWN));

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .contains("web.1 is asked to stop before its replacement runs");
  }

  @Test
  void nothingMustBeGivenTwice() {
    commit(
        tx -> {
          Task.Builder task = running("c", 3, 0).toBuilder();
          task.getSpecBuilder().getResourcesBuilder().getReservationsBuilder().setNanoCpus(5);
          tx.create(Kinds.TASK, task.build());
        });

    assertThat(checks.violations())
        .singleElement()
        .asString()
        .contains("finch: 1 nano cpus too many");
  }

  @Test
  void aTaskMustOnlyBePlacedWhereItMayGo() {
    commit(
        tx -> {
          Node.Builder node = tx.get(Kinds.NODE, "n").orElseThrow().toBuilder();
          node.getSpecBuilder().setAvailability(Availability.PAUSE);
          tx.update(Kinds.NODE, node.build());
        });
    commit(
        tx -> {
          Task.Builder task = starting("c", 3, 0).toBuilder();
          task.getStatusBuilder().setState(TaskState.ASSIGNED);
          task.getSpecBuilder().getPlacementBuilder().addConstraints("node.hostname==wren");
          tx.create(Kinds.TASK, task.build());
        });

    assertThat(checks.violations())
        .hasSize(2)
        .anySatisfy(what -> assertThat(what).contains("web.3 is placed on finch, which takes no"))
        .anySatisfy(what -> assertThat(what).contains("web.3 is placed on finch against"));
  }
}
