package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.constraints;
import static io.skep.scheduler.world.A.desired;
import static io.skep.scheduler.world.A.hostPort;
import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.maxReplicas;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.on;
import static io.skep.scheduler.world.A.reserves;
import static io.skep.scheduler.world.A.resources;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.state;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.api.UpdateStatus.UpdateState;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.explain.NearNode;
import io.skep.scheduler.explain.Obstacle;
import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import io.skep.scheduler.resource.GenericResources;
import io.skep.scheduler.world.World;
import io.skep.store.kind.Kinds;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All that is said of a task on demand: counts, amounts, the nearest nodes, dead ends. */
final class FullExplanationTest {
  private static final long CORE = 1_000_000_000;
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  private final World world = new World();

  @BeforeEach
  void addServices() {
    world.services(service("web", 1), service("db", 1));
  }

  private Waiting waiting(String id) {
    assertThat(world.explain(id)).isInstanceOf(Waiting.class);
    return (Waiting) world.explain(id);
  }

  private void add(String id, Consumer<Task.Builder> with) {
    world.tasks(task(id, ofService("web", 1), with));
  }

  // SC-79
  @Test
  void whatIsLackingIsSaidInAmountsAndWhereLeastIsLacking() {
    world.nodes(
        node("big", resources(4 * CORE, 2 * GIB)), node("small", resources(4 * CORE, 900 * MIB)));
    world.tasks(task("runs", ofService("db", 1), runningOn("big"), reserves(0, GIB + 200 * MIB)));
    add("t", reserves(CORE, GIB));

    assertThat(world.explain("t"))
        .hasToString(
            """
            task t of service web waits: no suitable node (insufficient resources on 2 nodes)
              in the way: resource refuses 2 nodes (big, small), for no other reason
              lacking: 124 MiB of memory: 1 GiB of memory is reserved and small has most free, 900 MiB of memory
              nearest: free 200 MiB of memory on big
              nearest: reserve at most 900 MiB of memory, which is all that small has\
            """);
  }

  // SC-52, SC-79: of generic resources too, in either form.
  @Test
  void missingUnitsAreCounted() {
    var two = GenericResources.amount("gpu", 2);
    world.nodes(
        node(
            "n1",
            resources(
                CORE, GIB, GenericResources.unit("gpu", "a"), GenericResources.unit("gpu", "b"))),
        node("n2", resources(CORE, GIB, GenericResources.amount("gpu", 1))));
    world.tasks(
        task("runs", ofService("db", 1), reserves(0, 0, GenericResources.amount("gpu", 2))));
    add("t", reserves(0, 0, two));

    assertThat(waiting("t").shortages().get(0).lacking()).as("n2 has one").hasToString("1 gpu");
    assertThat(waiting("t").nearest())
        .extracting(NearNode::toString)
        .containsExactly("free 2 gpu on n1", "reserve at most 1 gpu, which is all that n2 has");
  }

  // SC-50, SC-79: every node counts for its first filter; the rest is told beside that.
  @Test
  void allFiltersThatRefuseANodeAreTold() {
    world.nodes(
        node("a", resources(0, 10), availability(Availability.DRAIN)),
        node("b", resources(0, 10), label("zone", "a")),
        node("c", resources(0, 200)));
    add("t", reserves(0, 100).andThen(constraints("node.labels.zone == a")));

    Waiting waiting = waiting("t");

    assertThat(waiting.err()).isEqualTo(world.err("t"));
    assertThat(waiting.obstacles())
        .extracting(o -> o.filter().name(), Obstacle::nodes, Obstacle::all, Obstacle::alone)
        .containsExactly(
            tuple("ready", 1, 1, 0), tuple("resource", 1, 2, 1), tuple("constraint", 1, 2, 1));
    assertThat(waiting.obstacles().get(1).examples())
        .as("those come first that nothing else refuses")
        .containsExactly("b", "a");
    assertThat(waiting.nearest())
        .extracting(NearNode::toString)
        .containsExactly(
            "add label zone=a to c",
            "reserve at most 10 B of memory, which is all that b has",
            "set the availability of a to ACTIVE: it is DRAIN, and reserve at most 10 B of memory,"
                + " which is all that a has, and add label zone=a to a");
  }

  // SC-51
  @Test
  void aNodeThatIsAwayHasToComeBack() {
    world.nodes(
        node("n1", state(NodeStatus.State.DOWN)), node("n2", availability(Availability.PAUSE)));
    add("t", task -> {});

    assertThat(waiting("t").nearest())
        .extracting(NearNode::toString)
        .containsExactly(
            "set the availability of n2 to ACTIVE: it is PAUSE",
            "bring n1 back to READY: it is DOWN");
    assertThat(waiting("t").deadEnds()).isEmpty();
  }

  // CN-8: labels can be changed, what a node is cannot.
  @Test
  void whatAConstraintNeedsIsToldByWhatItIsAbout() {
    world.nodes(node("n1", label("zone", "b"), label("slow", "yes")));
    add("t", constraints("node.labels.zone==a", "node.labels.slow!=yes", "node.role==manager"));

    assertThat(waiting("t").nearest())
        .singleElement()
        .hasToString(
            "change label zone of n1 from b to a, and remove label slow=yes from n1, and drop the"
                + " constraint node.role==manager, which n1 does not satisfy");
  }

  // SC-56
  @Test
  void aTakenPortIsNamed() {
    world.nodes(node("n1"));
    world.tasks(task("runs", runningOn("n1"), hostPort(Protocol.TCP, 80)));
    add("t", hostPort(Protocol.TCP, 80).andThen(hostPort(Protocol.UDP, 80)));

    assertThat(waiting("t").nearest()).singleElement().hasToString("free TCP port 80 on n1");
  }

  // SC-57
  @Test
  void theLimitThatWouldDoIsTold() {
    world.nodes(node("n1"), node("n2"));
    world.tasks(
        task("r1", ofService("web", 1), runningOn("n1")),
        task("r2", ofService("web", 1), runningOn("n2")),
        task("r3", ofService("web", 1), runningOn("n2")));
    add("t", maxReplicas(1));

    assertThat(waiting("t").nearest())
        .extracting(NearNode::toString)
        .containsExactly(
            "raise max replicas per node to 2, or stop a task of the service on n1",
            "raise max replicas per node to 3, or stop a task of the service on n2");
  }

  // SC-52
  @Test
  void aReservationLargerThanAnyNodeNeverFits() {
    world.nodes(node("n1", resources(CORE, GIB)), node("n2", resources(2 * CORE, MIB)));
    add("t", reserves(CORE, 2 * GIB, GenericResources.amount("gpu", 1)));
    assertThat(waiting("t").deadEnds())
        .extracting(DeadEnd::toString)
        .containsExactly(
            "2 GiB of memory is reserved, but the largest node, n1, has 1 GiB of memory",
            "1 gpu is reserved, but no node has any");

    world.tasks(task("u", ofService("db", 1), reserves(2 * CORE, GIB)));
    assertThat(waiting("u").deadEnds())
        .extracting(DeadEnd::toString)
        .containsExactly("no node has 2 CPUs and 1 GiB of memory together");
  }

  // GR-11
  @Test
  void aReservationThatMeansNothingIsNamed() {
    var gpu = GenericResources.amount("gpu", 1);
    world.nodes(node("n1", resources(CORE, GIB, GenericResources.amount("gpu", 8))));
    add("t", reserves(0, 0, gpu, gpu));

    assertThat(waiting("t").deadEnds())
        .singleElement(type(DeadEnd.InvalidReservation.class))
        .extracting(DeadEnd.InvalidReservation::why)
        .asString()
        .endsWith("the kind 'gpu' is reserved twice; reserve the sum");
  }

  // CN-7, CN-9
  @Test
  void constraintsThatMeanNothingAreNamed() {
    world.nodes(node("n1"));
    add("t", constraints("node.zone != a", "node.ip != 10.0.0.0/99"));

    assertThat(waiting("t").deadEnds())
        .extracting(DeadEnd::toString)
        .containsExactly(
            "the constraint node.zone!=a is about nothing that nodes have; there are node.id,"
                + " node.hostname, node.ip, node.role, node.platform.os, node.platform.arch,"
                + " node.labels.NAME and engine.labels.NAME",
            "the constraint node.ip!=10.0.0.0/99 names neither an address nor a range such as"
                + " 10.0.0.0/8");
  }

  // CN-5
  @Test
  void constraintsThatNoNodeSatisfiesSayWhatThereIs() {
    world.nodes(node("n1", label("zone", "c")), node("n2", label("zone", "b")), node("n3"));
    add("t", constraints("node.labels.zone == a", "node.labels.disk == ssd"));

    assertThat(waiting("t").deadEnds())
        .extracting(DeadEnd::toString)
        .containsExactly(
            "no node satisfies the constraint node.labels.zone==a: there is b, c",
            "no node satisfies the constraint node.labels.disk==ssd: none has any value");
  }

  // CN-1
  @Test
  void constraintsThatNoNodeSatisfiesTogetherAreNarrowedDown() {
    world.nodes(
        node("n1", label("zone", "a"), label("os", "x")),
        node("n2", label("zone", "b"), label("os", "x"), label("disk", "ssd")));
    add(
        "t",
        constraints("node.labels.os == x", "node.labels.zone == a", "node.labels.disk == ssd"));

    assertThat(waiting("t").deadEnds())
        .singleElement()
        .hasToString(
            "no node satisfies the constraints node.labels.zone==a and node.labels.disk==ssd"
                + " together");
  }

  // CN-1, CN-6
  @Test
  void constraintsThatExcludeEachOtherAreTold() {
    world.nodes(node("n1"));
    add("t", constraints("NODE.ROLE == worker", "node.role==Manager", "node.role != worker"));

    assertThat(waiting("t").deadEnds())
        .extracting(DeadEnd::toString)
        .containsExactly(
            "the constraints NODE.ROLE==worker and node.role==Manager can never hold together",
            "the constraints NODE.ROLE==worker and node.role!=worker can never hold together");
  }

  private static Service replicated(int replicas, Consumer<Service.Builder> with) {
    Service.Builder service = service("shop", 2).toBuilder();
    service.getSpecBuilder().getReplicatedBuilder().setReplicas(replicas);
    with.accept(service);
    return service.build();
  }

  private void fillTwoNodes(Service service, Consumer<Task.Builder> limit) {
    world.services(service);
    world.nodes(
        node("n1", resources(CORE, GIB)),
        node("n2", resources(CORE, GIB)),
        node("drained", availability(Availability.DRAIN)));
    world.tasks(
        task("old1", ofService("shop", 1), limit, runningOn("n1"), reserves(CORE, 0)),
        task("old2", ofService("shop", 1), limit, runningOn("n2"), reserves(CORE, 0)));
    world.tasks(task("new", ofService("shop", 2), limit, reserves(CORE, 0)));
  }

  // SC-57
  @Test
  void anUpdateThatStartsFirstNeedsASpareNode() {
    fillTwoNodes(
        replicated(2, s -> s.getSpecBuilder().getUpdateBuilder().setOrder(UpdateOrder.START_FIRST)),
        maxReplicas(1));

    assertThat(waiting("new").deadEnds())
        .containsExactly(new DeadEnd.NoSpareNode("max replicas per node", 1, 2))
        .first()
        .hasToString(
            "the update order is start-first, but max replicas per node allows 1 on each of 2"
                + " nodes and all are taken: update stop-first, add a node, or allow more");
    world.nodes(node("spare", resources(CORE, GIB)));
    assertThat(world.nodeOf("new")).isEqualTo("spare");
  }

  // SC-56, SC-57: what counts is the configuration in force.
  @Test
  void aRollbackHasAnOrderOfItsOwn() {
    fillTwoNodes(
        replicated(
            2,
            s -> {
              s.getSpecBuilder().getRollbackBuilder().setOrder(UpdateOrder.START_FIRST);
              s.getUpdateStatusBuilder().setState(UpdateState.ROLLBACK_STARTED);
            }),
        hostPort(Protocol.TCP, 80));

    assertThat(waiting("new").deadEnds())
        .containsExactly(new DeadEnd.NoSpareNode("a port in host mode", 1, 2));
  }

  // SC-57: then one just waits for the old task to stop.
  @Test
  void anUpdateThatStopsFirstNeedsNone() {
    fillTwoNodes(replicated(2, s -> {}), maxReplicas(1));

    assertThat(waiting("new").deadEnds()).isEmpty();
  }

  // SC-57
  @Test
  void moreReplicasThanNodesMayHaveNeverFit() {
    fillTwoNodes(replicated(3, s -> {}), maxReplicas(1));

    assertThat(waiting("new").deadEnds())
        .containsExactly(new DeadEnd.TooManyReplicas(3, "max replicas per node", 1, 2));
  }

  // SC-77
  @Test
  void withoutNodesThereIsNothingElseToSay() {
    add("t", task -> {});

    assertThat(world.explain("t"))
        .hasToString(
            """
            task t of service web waits: no suitable node
              will not fit by waiting: there are no nodes\
            """);
  }

  // SC-72
  @Test
  void aPreassignedTaskIsExplainedByItsOwnNodeOnly() {
    world.nodes(node("n1", resources(0, 10)), node("n2", resources(0, 100)));
    world.tasks(
        task("g", ofService("web", 1), on("n1"), reserves(0, 50)),
        task("lost", ofService("web", 1), on("n3")));

    assertThat(waiting("g").err()).isEqualTo(world.err("g"));
    assertThat(waiting("g").nearest()).extracting(NearNode::nodeId).containsExactly("n1");
    assertThat(world.explain("lost")).isEqualTo(new TaskExplanation.AwaitsNode("lost", "n3"));
  }

  // SC-12, SC-13, SC-14
  @Test
  void tasksThatDoNotWaitAreToldApart() {
    world.nodes(node("n1"));
    world.tasks(
        task("placed"),
        task("unwanted", desired(TaskState.SHUTDOWN)),
        task("over", runningOn("n1"), state(TaskState.FAILED)));
    world.writeOnly(tx -> tx.create(Kinds.TASK, task("fresh")));
    world.runtime().showOnly();

    assertThat(world.explain("placed")).isEqualTo(new TaskExplanation.Placed("placed", "n1"));
    assertThat(world.explain("unwanted")).isEqualTo(new TaskExplanation.Unwanted("unwanted"));
    assertThat(world.explain("over")).isEqualTo(new TaskExplanation.Unknown("over"));
    assertThat(world.explain("nobody")).isEqualTo(new TaskExplanation.Unknown("nobody"));
    assertThat(world.explain("fresh"))
        .hasToString("task fresh fits on 1 node (n1) and is due to be placed");
  }

  // SC-59
  @Test
  void aFilterOfOnesOwnIsNamedEvenIfItSaysNothingElse() {
    var maintenance =
        new Filter() {
          @Override
          public String name() {
            return "maintenance";
          }

          @Override
          public Optional<Predicate<NodeView>> demandOf(Task task) {
            return Optional.of(node -> false);
          }

          @Override
          public String explain(int nodes) {
            return "maintenance";
          }
        };
    world.restart(Scheduler.swarmPipeline().withFilter(maintenance));
    world.nodes(node("n1"));
    add("t", task -> {});

    assertThat(waiting("t").nearest())
        .singleElement()
        .hasToString("meet the condition 'maintenance' on n1");
  }
}
