package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.constraints;
import static io.skep.scheduler.world.A.hostPort;
import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.maxReplicas;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task that no node takes says about why. */
final class ExplainingTest {
  private final World world = new World();

  @BeforeEach
  void addServices() {
    world.services(service("web", 1), service("other", 1));
  }

  private static Task web(String id, Consumer<Task.Builder> with) {
    return task(id, ofService("web", 1), with);
  }

  // CT-38, SC-51, SC-52, SC-78, SC-79
  @Test
  void theReasonThatConcernsMostNodesComesFirst() {
    var oranges = GenericResources.amount("orange", 2);
    var apples = GenericResources.amount("apple", 2);
    world.nodes(
        node("small", resources(0, 1_000, GenericResources.amount("apple", 1))),
        node("big1", state(NodeStatus.State.UNKNOWN), resources(0, 9_000, oranges, apples)),
        node("big2", state(NodeStatus.State.UNKNOWN), resources(0, 9_000, oranges, apples)));

    world.tasks(web("a", reserves(0, 2_000, oranges, apples)));
    assertThat(world.err("a"))
        .isEqualTo(
            "no suitable node (2 nodes not available for new tasks; insufficient resources on 1"
                + " node)");

    world.nodes(node("big3", resources(0, 9_000, oranges, apples)));
    assertThat(world.nodeOf("a")).isEqualTo("big3");
  }

  // SC-78
  @Test
  void aLaterFilterThatRefusesMoreNodesComesFirst() {
    world.nodes(
        node("a", availability(NodeSpec.Availability.DRAIN)),
        node("b", resources(0, 10)),
        node("c", resources(0, 10)));
    world.tasks(web("t", reserves(0, 100)));

    assertThat(world.err("t"))
        .isEqualTo(
            "no suitable node (insufficient resources on 2 nodes; 1 node not available for new"
                + " tasks)");
  }

  // SC-78
  @Test
  void equalReasonsComeInTheOrderInWhichTheyAreAsked() {
    world.nodes(
        node("a", availability(NodeSpec.Availability.DRAIN)),
        node("b", resources(0, 10)),
        node("c", resources(0, 1_000)));
    world.tasks(task("t", ofService("web", 1), reserves(0, 100), constraints("node.id != c")));

    assertThat(world.err("t"))
        .isEqualTo(
            "no suitable node (1 node not available for new tasks; insufficient resources on 1"
                + " node; scheduling constraints not satisfied on 1 node)");
  }

  // SC-50, SC-78: one node for each filter and all that come after it.
  @Test
  void aNodeCountsForTheFirstFilterThatRefusesIt() {
    Task wanted =
        web(
            "t",
            reserves(0, 100)
                .andThen(constraints("node.labels.zone == a"))
                .andThen(hostPort(Protocol.TCP, 80))
                .andThen(maxReplicas(1)));
    Consumer<Node.Builder> small = resources(0, 10);
    Consumer<Node.Builder> big = resources(0, 100);
    world.nodes(
        node("n1", big, label("zone", "a")),
        node("n2", big, label("zone", "a")),
        node("n3", big),
        node("n4", small),
        node("n5", small, availability(NodeSpec.Availability.PAUSE)));
    for (String id : new String[] {"n1", "n2", "n3", "n4", "n5"}) {
      world.tasks(task("of-" + id, ofService("web", 1), runningOn(id)));
    }
    for (String id : new String[] {"n2", "n3", "n4", "n5"}) {
      world.tasks(task("port-" + id, runningOn(id), hostPort(Protocol.TCP, 80)));
    }

    world.tasks(wanted);

    assertThat(world.err("t"))
        .isEqualTo(
            "no suitable node (1 node not available for new tasks; insufficient resources on 1"
                + " node; scheduling constraints not satisfied on 1 node; host-mode port already in"
                + " use on 1 node; max replicas per node limit exceed)");
  }

  // SC-52: a task that reserves nothing but units.
  @Test
  void aNodeWithoutTheUnitsHasInsufficientResources() {
    world.nodes(node("id1"), node("id2", resources(1_000, 1_000)));

    world.tasks(web("a", reserves(0, 0, GenericResources.amount("gpu", 1))));

    assertThat(world.err("a")).isEqualTo("no suitable node (insufficient resources on 2 nodes)");
  }

  // SC-52: a task that reserves nothing but processors, and one that reserves nothing but memory.
  @Test
  void processorsAndMemoryAreEachEnoughToBeRefused() {
    world.nodes(node("id1", resources(10, 10)));

    world.tasks(
        web("cpu", reserves(11, 0)),
        task("memory", ofService("other", 1), reserves(0, 11)),
        web("all", reserves(10, 10)));

    assertThat(world.err("cpu")).isEqualTo("no suitable node (insufficient resources on 1 node)");
    assertThat(world.err("memory")).isEqualTo(world.err("cpu"));
    assertThat(world.nodeOf("all")).isEqualTo("id1");
  }

  // SC-52: a node that has less than nothing refuses only tasks that reserve something.
  @Test
  void aTaskThatReservesNothingFitsOnAnOverfullNode() {
    world.nodes(node("id1", resources(10, 10)));
    world.tasks(task("old", runningOn("id1"), reserves(20, 20)));

    world.tasks(web("a", task -> {}));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  // CT-48, SC-56
  @Test
  void aHostPortIsTakenOnANodeForItsProtocol() {
    world.tasks(web("tcp", hostPort(Protocol.TCP, 58)), web("udp", hostPort(Protocol.UDP, 58)));
    assertThat(world.err("tcp")).isEqualTo("no suitable node");
    assertThat(world.err("udp")).isEqualTo("no suitable node");

    world.nodes(node("id1"), node("id2"));
    assertThat(world.nodeOf("tcp")).isEqualTo("id1");
    assertThat(world.nodeOf("udp")).isEqualTo("id2");

    world.tasks(web("both", hostPort(Protocol.TCP, 58).andThen(hostPort(Protocol.UDP, 58))));
    assertThat(world.err("both"))
        .isEqualTo("no suitable node (host-mode port already in use on 2 nodes)");

    world.tasks(web("more", hostPort(Protocol.UDP, 58)));
    assertThat(world.nodeOf("more")).as("the other protocol is free there").isEqualTo("id1");
    world.tasks(web("last", hostPort(Protocol.SCTP, 58)));
    assertThat(world.nodeOf("last")).isNotEmpty();
  }

  // SC-56: two that share a port for a while both have it.
  @Test
  void aPortIsFreeWhenTheLastOfItsTasksIsGone() {
    world.nodes(node("id1"));
    world.tasks(
        task("x", runningOn("id1"), hostPort(Protocol.TCP, 80)),
        task("y", runningOn("id1"), hostPort(Protocol.TCP, 80)),
        web("t", hostPort(Protocol.TCP, 80)));

    world.changeTask("x", state(TaskState.SHUTDOWN));
    assertThat(world.nodeOf("t")).isEmpty();
    world.changeTask("y", state(TaskState.SHUTDOWN));
    assertThat(world.nodeOf("t")).isEqualTo("id1");
  }

  // SC-56
  @Test
  void aPortOfTheIngressMayBeOneThatATaskOfTheNodeHas() {
    world.nodes(node("id1"));
    world.tasks(task("old", runningOn("id1"), hostPort(Protocol.TCP, 80)));

    world.tasks(web("a", ingressPort80()));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  private static Consumer<Task.Builder> ingressPort80() {
    return hostPort(Protocol.TCP, 80)
        .andThen(
            task ->
                task.getEndpointBuilder().getPortsBuilder(0).setPublishMode(PublishMode.INGRESS));
  }

  // SC-56
  @Test
  void portsThatAreNotOfTheHostOrNotFixedNeverCollide() {
    world.nodes(node("id1"));
    world.tasks(
        web("a", ingressPort80()),
        web("b", ingressPort80()),
        web("c", hostPort(Protocol.TCP, 0)),
        web("d", hostPort(Protocol.TCP, 0)));

    for (String task : new String[] {"a", "b", "c", "d"}) {
      assertThat(world.nodeOf(task)).as(task).isEqualTo("id1");
    }
  }

  // CT-49, SC-54, SC-57
  @Test
  void maxReplicasHoldPerNodeAndService() {
    world.tasks(web("a", maxReplicas(1)), web("b", maxReplicas(1)));
    assertThat(world.err("a")).isEqualTo("no suitable node");

    world.nodes(node("id1"), node("id2"));
    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.nodeOf("b")).isEqualTo("id2");

    world.tasks(web("c", maxReplicas(1)), task("o", ofService("other", 1), maxReplicas(1)));
    assertThat(world.err("c")).isEqualTo("no suitable node (max replicas per node limit exceed)");
    assertThat(world.nodeOf("o")).isNotEmpty();

    world.nodes(node("id3"));
    assertThat(world.nodeOf("c")).isEqualTo("id3");

    world.tasks(web("d", constraints("node.hostname==node1")));
    assertThat(world.err("d"))
        .isEqualTo("no suitable node (scheduling constraints not satisfied on 3 nodes)");
  }

  // CT-5, CT-8, SC-54
  @Test
  void constraintsThatCannotBeReadDemandNothing() {
    world.nodes(node("id1"));

    world.tasks(web("a", constraints("node.role == manager", "node.ip == ")));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
  }

  // SC-79: each node counts once, though other services' tasks came between.
  @Test
  void theExplanationIsAboutAllNodesAsAllDecisionsLeaveThem() {
    world.nodes(node("id1", resources(0, 100)), node("id2", resources(0, 100)), node("id3"));

    world.tasks(
        task("a", ofService("web", 1), reserves(0, 80), constraints("node.id == id1")),
        task("b", ofService("web", 1), reserves(0, 80), constraints("node.id != id2")),
        task("c", ofService("other", 1), reserves(0, 80), constraints("node.id == id1")));

    assertThat(world.nodeOf("a")).isEqualTo("id1");
    assertThat(world.err("b"))
        .as("id1 was full only after b was judged; id2 fits but must not be")
        .isEqualTo(
            "no suitable node (insufficient resources on 2 nodes;"
                + " scheduling constraints not satisfied on 1 node)");
    assertThat(world.err("c")).isEqualTo(world.err("b"));
  }

  // SC-77, SC-82
  @Test
  void anExplanationIsWrittenOnceAndAgainOnlyWhenItSaysSomethingElse() {
    world.nodes(node("id1", resources(0, 10)));
    world.tasks(web("a", reserves(0, 100)));
    Task explained = world.task("a");
    world.pass(Duration.ofSeconds(1));

    world.changeNode("id1", resources(0, 20));
    world.changeNode("id1", node -> node.getSpecBuilder().getAnnotationsBuilder().setName("x"));
    assertThat(world.task("a")).as("the same reason").isEqualTo(explained);

    world.changeNode("id1", state(NodeStatus.State.DOWN));
    assertThat(world.err("a")).isEqualTo("no suitable node (1 node not available for new tasks)");
    assertThat(world.status("a").getTimestamp().getSeconds())
        .isEqualTo(explained.getStatus().getTimestamp().getSeconds() + 1);
    world.write(tx -> tx.delete(Kinds.NODE, "id1"));
    assertThat(world.err("a")).isEqualTo("no suitable node");
  }

  // SC-77: also when nothing happened since the last node was there.
  @Test
  void theLastNodeThatGoesTakesItsReasonAlong() {
    world.nodes(node("id1", resources(0, 10)));
    world.tasks(web("a", reserves(0, 100)));
    world.runtime().runOnce();
    world.runtime().runOnce();

    world.write(tx -> tx.delete(Kinds.NODE, "id1"));

    assertThat(world.err("a")).isEqualTo("no suitable node");
  }

  // SC-82: somebody else's text is replaced by the reason.
  @Test
  void anExplanationThatSomebodyOverwroteIsWrittenAgain() {
    world.tasks(web("a", reserves(0, 100)));
    world.changeTask("a", task -> task.getStatusBuilder().setErr("something else"));
    world.nodes(node("id1"));

    assertThat(world.err("a")).isEqualTo("no suitable node (insufficient resources on 1 node)");
  }
}
