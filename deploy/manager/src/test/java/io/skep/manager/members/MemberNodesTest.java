package io.skep.manager.members;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus.State;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.wire.Times;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A node for each member: api.C-1, api.C-3. */
class MemberNodesTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(
          MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  private final HeldRoster roster = new HeldRoster();

  private void start() {
    StoreManager.on(clock.loop("leader"), store)
        .add("nodes", new MemberNodes(roster, clock))
        .start();
    clock.runUntilIdle();
  }

  private void look() {
    clock.advance(MemberNodes.PAUSE);
  }

  private void write(Consumer<Tx> body) {
    store.update(body);
    clock.runUntilIdle();
  }

  private void change(String id, Consumer<Node.Builder> how) {
    write(
        tx -> {
          Node.Builder node = tx.get(Kinds.NODE, id).orElseThrow().toBuilder();
          how.accept(node);
          tx.update(Kinds.NODE, node.build());
        });
  }

  private Node node(String id) {
    return store.view().get(Kinds.NODE, id).orElseThrow();
  }

  private List<String> ids() {
    return store.view().list(Kinds.NODE).stream().map(Node::getId).toList();
  }

  @Test // api.C-1
  void eachMemberHasANodeOnWhichNothingIsPlaced() {
    start();

    assertThat(ids()).containsExactly("a", "b", "c");
    Node node = node("b");
    assertThat(node.getRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getSpec().getDesiredRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getSpec().getAvailability()).isEqualTo(Availability.DRAIN);
    assertThat(node.getDescription().getHostname()).isEqualTo("b");
    assertThat(node.getStatus().getState()).isEqualTo(State.READY);
    assertThat(node.getStatus().getAddr()).isEqualTo("10.0.0.2");
    assertThat(node.hasManagerStatus()).as("is not stored").isFalse();
  }

  @Test
  void aMemberThatDoesNotAnswerIsDownUntilItDoes() {
    start();

    roster.silent.add("c");
    look();
    assertThat(node("c").getStatus().getState()).isEqualTo(State.DOWN);
    assertThat(node("b").getStatus().getState()).isEqualTo(State.READY);

    roster.silent.clear();
    look();
    assertThat(node("c").getStatus().getState()).isEqualTo(State.READY);
    assertThat(node("c").getStatus().getMessage()).isEmpty();
  }

  @Test
  void nothingIsWrittenWhileNothingChanges() {
    start();
    Version before = store.view().version();

    look();
    look();

    assertThat(store.view().version()).isEqualTo(before);
  }

  @Test
  void aMemberThatWasAddedComesAndOneThatWasRemovedGoes() {
    start();

    roster.members.remove("b");
    roster.members.add("d");
    look();

    assertThat(ids()).containsExactly("a", "c", "d");
  }

  @Test // api.C-4
  void tasksOfAMemberThatWasRemovedAreOrphans() {
    start();
    Task running = task("running", TaskState.RUNNING);
    Task complete = task("complete", TaskState.COMPLETE);
    write(
        tx -> {
          tx.create(Kinds.TASK, running);
          tx.create(Kinds.TASK, complete);
        });

    roster.members.remove("b");
    look();

    TaskStatus status = store.view().get(Kinds.TASK, "running").orElseThrow().getStatus();
    assertThat(status.getState()).isEqualTo(TaskState.ORPHANED);
    assertThat(status.getTimestamp()).isEqualTo(Times.timestamp(clock.instant()));
    assertThat(store.view().get(Kinds.TASK, "complete").orElseThrow().getStatus())
        .isEqualTo(complete.getStatus());
  }

  private static Task task(String id, TaskState state) {
    return Task.newBuilder()
        .setId(id)
        .setNodeId("b")
        .setStatus(TaskStatus.newBuilder().setState(state))
        .build();
  }

  @Test
  void whatUsersWantOfANodeStays() {
    start();

    change("b", node -> node.getSpecBuilder().setAvailability(Availability.ACTIVE));
    look();

    assertThat(node("b").getSpec().getAvailability()).isEqualTo(Availability.ACTIVE);
  }

  @Test // api.C-3
  void aMemberOfWhichAWorkerIsWantedIsRemoved() {
    start();

    change("b", node -> node.getSpecBuilder().setDesiredRole(NodeRole.WORKER));

    assertThat(roster.members).containsExactlyInAnyOrder("a", "c");
    assertThat(ids()).containsExactly("a", "c");
  }

  @Test // api.C-3
  void theOneThatLeadsDoesNotRemoveItself() {
    start();

    change("a", node -> node.getSpecBuilder().setDesiredRole(NodeRole.WORKER));
    look();

    assertThat(roster.members).contains("a");
    assertThat(ids()).contains("a");
  }

  @Test
  void nodesOfOthersAreLeftAlone() {
    Node worker = Node.newBuilder().setId("b").setRole(NodeRole.WORKER).build();
    Node manager = Node.newBuilder().setId("m").setRole(NodeRole.MANAGER).build();
    write(
        tx -> {
          tx.create(Kinds.NODE, worker);
          tx.create(Kinds.NODE, manager);
        });
    start();
    change("b", node -> node.getSpecBuilder().setDesiredRole(NodeRole.WORKER));
    look();

    assertThat(node("b").hasDescription()).isFalse();
    assertThat(roster.members).contains("b");
    assertThat(ids()).containsExactly("a", "b", "c", "m");
  }

  @Test
  void oneThatHasCeasedToLeadWritesNothing() {
    roster.leader = "b";
    start();
    look();

    assertThat(ids()).isEmpty();
  }
}
