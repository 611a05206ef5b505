package io.skep.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.NodeStatus;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.IdSource;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.Loop;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedWorkersTest {
  private final VirtualClock clock = new VirtualClock(3);
  private final Loop loop = clock.loop("agents");
  private final IdSource ids = new IdSource(clock.newRandom());
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));

  @AfterEach
  void close() {
    store.close();
  }

  private SimulatedWorkers workers(int count) {
    return new SimulatedWorkers(count, TaskLife.steady(3), ids);
  }

  private void start(SimulatedWorkers workers) {
    store.update(workers);
    StoreManager manager = StoreManager.on(loop, store);
    workers.addTo(manager);
    manager.start();
    clock.runUntilIdle();
  }

  private List<Node> nodes(NodeStatus.State state) {
    return store.view().list(Kinds.NODE).stream()
        .filter(node -> node.getStatus().getState() == state)
        .toList();
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(node -> node.getDescription().getHostname()).sorted().toList();
  }

  private TaskState stateOfTaskOn(String nodeId) {
    String id = "task-on-" + nodeId;
    Task.Builder task =
        Task.newBuilder().setId(id).setNodeId(nodeId).setDesiredState(TaskState.RUNNING);
    task.getStatusBuilder().setState(TaskState.ASSIGNED);
    store.update(tx -> tx.create(Kinds.TASK, task.build()));
    clock.advance(Duration.ofMinutes(1));
    return store.view().get(Kinds.TASK, id).orElseThrow().getStatus().getState();
  }

  @Test
  void theyAreReadyAndRunWhatIsAssignedToThem() {
    start(workers(2));

    assertThat(names(nodes(NodeStatus.State.READY))).containsExactly("worker-1", "worker-2");
    assertThat(stateOfTaskOn(nodes(NodeStatus.State.READY).get(1).getId()))
        .isEqualTo(TaskState.RUNNING);
  }

  @Test
  void theyHaveThePluginsThatStacksAskFor() {
    start(workers(1));

    assertThat(nodes(NodeStatus.State.READY).get(0).getDescription().getEngine().getPluginsList())
        .extracting(plugin -> plugin.getType() + "/" + plugin.getName())
        .contains("Network/overlay", "Volume/local", "Log/json-file");
  }

  @Test
  void otherNodesAreLeftAlone() {
    Node.Builder real = Node.newBuilder().setId("real");
    real.getStatusBuilder().setState(NodeStatus.State.READY);
    real.getDescriptionBuilder().setHostname("worker-1");
    store.update(tx -> tx.create(Kinds.NODE, real.build()));
    start(workers(1));

    assertThat(nodes(NodeStatus.State.READY)).hasSize(2);
    assertThat(stateOfTaskOn("real")).isEqualTo(TaskState.ASSIGNED);
  }

  @Test
  void theSameNodesAreThereAfterARestartAndThoseOfMoreWorkersAreDown() {
    store.update(workers(3));
    List<String> before = store.view().list(Kinds.NODE).stream().map(Node::getId).sorted().toList();
    start(workers(2));

    assertThat(store.view().list(Kinds.NODE).stream().map(Node::getId).sorted().toList())
        .isEqualTo(before);
    assertThat(names(nodes(NodeStatus.State.READY))).containsExactly("worker-1", "worker-2");
    List<Node> down = nodes(NodeStatus.State.DOWN);
    assertThat(names(down)).containsExactly("worker-3");
    assertThat(stateOfTaskOn(down.get(0).getId())).isEqualTo(TaskState.ASSIGNED);

    store.update(workers(3));
    assertThat(names(nodes(NodeStatus.State.READY)))
        .containsExactly("worker-1", "worker-2", "worker-3");
  }

  @Test
  void thereCannotBeLessThanNone() {
    assertThatThrownBy(() -> workers(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there can be 0 to 10000 simulated workers, and not -1");
  }
}
