package io.skep.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.BlacklistedCertificate;
import io.skep.api.Cluster;
import io.skep.api.GetNodeRequest;
import io.skep.api.GetNodeResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.ManagerStatus;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeSpec.Membership;
import io.skep.api.NodeStatus;
import io.skep.api.RemoveNodeRequest;
import io.skep.api.RemoveNodeResponse;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.api.UpdateNodeRequest;
import io.skep.api.UpdateNodeResponse;
import io.skep.api.wire.Times;
import io.skep.server.ManagerGroup;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeControlTest {
  /** Members, and whether the others work without them. */
  private final Map<String, Boolean> members = new HashMap<>();

  private final Rig rig =
      Rig.open(options -> options.withCluster(options.cluster().withManagers(new Group())));

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.A-8, api.C-1
  void aManagerIsShownWithItsStandingWhichIsNotStored() {
    node("m", it -> it.setRole(NodeRole.MANAGER));
    node("w", it -> {});
    members.put("m", true);

    assertThat(get("m").getManagerStatus().getAddr()).isEqualTo("m:2377");
    assertThat(get("w").hasManagerStatus()).isFalse();
    assertThat(list(it -> {}).get(0).hasManagerStatus()).isTrue();
    assertThat(rig.store().view().get(Kinds.NODE, "m").get().hasManagerStatus()).isFalse();
    assertThat(rig.refused("GetNode", GetNodeRequest.newBuilder().setNodeId("x").build()))
        .isEqualTo(Refusal.notFound("node x not found"));
  }

  @Test // api.A-5, api.A-6, api.A-7, api.C-2
  void nodesAreListedByWhatTheyAreAndWhatWasAskedOfThem() {
    node(
        "1",
        it -> {
          it.getDescriptionBuilder()
              .setHostname("alpha")
              .getEngineBuilder()
              .putLabels("disk", "ssd");
          it.setRole(NodeRole.MANAGER);
        });
    node(
        "2",
        it -> {
          it.getDescriptionBuilder().setHostname("beta");
          it.getSpecBuilder().setMembership(Membership.ACCEPTED).setDesiredRole(NodeRole.MANAGER);
          it.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", "east");
        });
    node("3", it -> {});

    assertThat(ids(it -> {})).containsExactly("1", "2", "3");
    assertThat(ids(it -> it.addNames("beta").addNames("alpha"))).containsExactly("2", "1");
    assertThat(ids(it -> it.addNames("BETA"))).isEmpty();
    assertThat(ids(it -> it.addNamePrefixes(""))).as("with a hostname").containsExactly("1", "2");
    assertThat(ids(it -> it.addIdPrefixes("3"))).containsExactly("3");
    assertThat(ids(it -> it.addRoles(NodeRole.MANAGER))).as("as it is").containsExactly("1");
    assertThat(ids(it -> it.addMemberships(Membership.ACCEPTED))).containsExactly("2");
    assertThat(ids(it -> it.putLabels("disk", ""))).containsExactly("1");
    assertThat(ids(it -> it.putLabels("zone", ""))).isEmpty();
    assertThat(ids(it -> it.putNodeLabels("zone", "east"))).containsExactly("2");
    assertThat(ids(it -> it.addNames("alpha").addMemberships(Membership.ACCEPTED))).isEmpty();
  }

  @Test // api.A-3, api.C-3
  void aSpecIsReplacedAsAWhole() {
    Node node = node("1", it -> it.getSpecBuilder().getAnnotationsBuilder().putLabels("a", "b"));
    UpdateNodeRequest.Builder drain = update(node);
    drain.getSpecBuilder().clearAnnotations().setAvailability(Availability.DRAIN);

    Node drained =
        rig.control("UpdateNode", drain.build(), UpdateNodeResponse.getDefaultInstance()).getNode();

    assertThat(drained.getSpec().getAvailability()).isEqualTo(Availability.DRAIN);
    assertThat(drained.getSpec().getAnnotations().getLabelsMap()).isEmpty();
    assertThat(rig.refused("UpdateNode", drain.build()))
        .isEqualTo(Refusal.unknown("update out of sequence"));
    Refusal incomplete = Refusal.invalid("invalid argument");
    assertThat(rig.refused("UpdateNode", update(node).clearNodeId().build())).isEqualTo(incomplete);
    assertThat(rig.refused("UpdateNode", update(node).clearNodeVersion().build()))
        .isEqualTo(incomplete);
    assertThat(rig.refused("UpdateNode", update(node).clearSpec().build())).isEqualTo(incomplete);
    assertThat(rig.refused("UpdateNode", update(node).setNodeId("x").build()))
        .isEqualTo(Refusal.notFound("node x not found"));
  }

  @Test // api.C-3
  void theManagersMustBeAbleToDecideAfterADemotion() {
    Node first = manager("1");
    assertThat(rig.refused("UpdateNode", demotion(first)))
        .isEqualTo(Refusal.precondition("attempting to demote the last manager of the swarm"));
    manager("2");
    assertThat(rig.refused("UpdateNode", demotion(first)))
        .isEqualTo(Refusal.notFound("can't find manager in raft memberlist"));
    members.put("1", false);
    assertThat(rig.refused("UpdateNode", demotion(first)))
        .isEqualTo(
            Refusal.precondition(
                "can't remove member from the raft: this would result in a loss of quorum"));
    members.put("1", true);

    Node demoted =
        rig.control("UpdateNode", demotion(first), UpdateNodeResponse.getDefaultInstance())
            .getNode();

    assertThat(demoted.getSpec().getDesiredRole()).isEqualTo(NodeRole.WORKER);
    assertThat(demoted.getRole()).as("follows later").isEqualTo(NodeRole.MANAGER);
  }

  @Test // api.C-4
  void onlyANodeThatIsDownAndNoManagerIsRemoved() {
    Node manager = manager("1");
    node("2", it -> it.getStatusBuilder().setState(NodeStatus.State.READY));
    cluster(it -> {});

    assertThat(rig.refused("RemoveNode", RemoveNodeRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("RemoveNode", remove("x", true)))
        .isEqualTo(Refusal.notFound("node x not found"));
    assertThat(rig.refused("RemoveNode", remove(manager.getId(), true)))
        .isEqualTo(
            Refusal.precondition(
                "node 1 is a manager but cannot access node information from the raft memberlist"));
    members.put("1", true);
    assertThat(rig.refused("RemoveNode", remove("1", true)))
        .isEqualTo(
            Refusal.precondition(
                "node 1 is a cluster manager and is a member of the raft cluster. It must be"
                    + " demoted to worker before removal"));
    assertThat(rig.refused("RemoveNode", remove("2", false)))
        .isEqualTo(Refusal.precondition("node 2 is not down and can't be removed"));
    rig.control("RemoveNode", remove("2", true), RemoveNodeResponse.getDefaultInstance());
    assertThat(rig.store().view().get(Kinds.NODE, "2")).isEmpty();
  }

  @Test // api.C-4
  void aRemovedNodeLeavesOrphansAndACertificateThatIsBarred() {
    node("1", it -> {});
    Cluster cluster =
        cluster(
            it ->
                it.putBlacklistedCertificates("old", expired(Duration.ofDays(8)))
                    .putBlacklistedCertificates("new", expired(Duration.ofDays(6))));
    task("running", "1", TaskState.RUNNING);
    task("done", "1", TaskState.COMPLETE);
    task("elsewhere", "2", TaskState.RUNNING);

    rig.control("RemoveNode", remove("1", false), RemoveNodeResponse.getDefaultInstance());

    TaskStatus orphaned = rig.store().view().get(Kinds.TASK, "running").get().getStatus();
    assertThat(orphaned)
        .isEqualTo(
            TaskStatus.newBuilder()
                .setState(TaskState.ORPHANED)
                .setTimestamp(Times.timestamp(Rig.NOW))
                .setMessage("Task belonged to a node that has been deleted")
                .build());
    assertThat(state("done")).isEqualTo(TaskState.COMPLETE);
    assertThat(state("elsewhere")).isEqualTo(TaskState.RUNNING);
    assertThat(
            rig.store()
                .view()
                .get(Kinds.CLUSTER, cluster.getId())
                .get()
                .getBlacklistedCertificatesMap())
        .containsOnlyKeys("1", "new");
  }

  @Test // api.C-4
  void withoutAClusterNothingCanBeBarred() {
    node("1", it -> {});

    Refusal refusal = rig.refused("RemoveNode", remove("1", false));

    assertThat(refusal.text()).isEqualTo("could not fetch cluster object");
    assertThat(rig.store().view().get(Kinds.NODE, "1")).isPresent();
  }

  private TaskState state(String task) {
    return rig.store().view().get(Kinds.TASK, task).get().getStatus().getState();
  }

  private Node node(String id, Consumer<Node.Builder> otherwise) {
    Node.Builder node = Node.newBuilder().setId(id);
    otherwise.accept(node);
    return rig.write(tx -> tx.create(Kinds.NODE, node.build()));
  }

  private Node manager(String id) {
    return node(
        id, it -> it.setRole(NodeRole.MANAGER).getSpecBuilder().setDesiredRole(NodeRole.MANAGER));
  }

  private Cluster cluster(Consumer<Cluster.Builder> otherwise) {
    Cluster.Builder cluster = Cluster.newBuilder().setId("c");
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    otherwise.accept(cluster);
    return rig.write(tx -> tx.create(Kinds.CLUSTER, cluster.build()));
  }

  private void task(String id, String node, TaskState state) {
    Task.Builder task = Task.newBuilder().setId(id).setNodeId(node);
    task.getStatusBuilder().setState(state).setErr("whatever");
    rig.write(tx -> tx.create(Kinds.TASK, task.build()));
  }

  private static BlacklistedCertificate expired(Duration ago) {
    return BlacklistedCertificate.newBuilder()
        .setExpiry(Times.timestamp(Rig.NOW.minus(ago)))
        .build();
  }

  private static RemoveNodeRequest remove(String id, boolean force) {
    return RemoveNodeRequest.newBuilder().setNodeId(id).setForce(force).build();
  }

  private static UpdateNodeRequest.Builder update(Node node) {
    return UpdateNodeRequest.newBuilder()
        .setNodeId(node.getId())
        .setNodeVersion(node.getMeta().getVersion())
        .setSpec(node.getSpec());
  }

  private static UpdateNodeRequest demotion(Node node) {
    UpdateNodeRequest.Builder update = update(node);
    update.getSpecBuilder().setDesiredRole(NodeRole.WORKER);
    return update.build();
  }

  private Node get(String id) {
    return rig.control(
            "GetNode",
            GetNodeRequest.newBuilder().setNodeId(id).build(),
            GetNodeResponse.getDefaultInstance())
        .getNode();
  }

  private List<String> ids(Consumer<ListNodesRequest.Filters.Builder> filters) {
    return list(filters).stream().map(Node::getId).toList();
  }

  private List<Node> list(Consumer<ListNodesRequest.Filters.Builder> filters) {
    ListNodesRequest.Builder request = ListNodesRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig.control("ListNodes", request.build(), ListNodesResponse.getDefaultInstance())
        .getNodesList();
  }

  /** A group of those in {@link #members}. */
  private final class Group implements ManagerGroup {
    @Override
    public boolean exists() {
      return !members.isEmpty();
    }

    @Override
    public Optional<ManagerStatus> member(String nodeId) {
      return members.containsKey(nodeId)
          ? Optional.of(ManagerStatus.newBuilder().setAddr(nodeId + ":2377").build())
          : Optional.empty();
    }

    @Override
    public boolean worksWithout(String nodeId) {
      return members.get(nodeId);
    }
  }
}
