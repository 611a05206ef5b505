package io.skep.server.control;

import io.skep.api.Cluster;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeStatus;
import io.skep.api.RemoveNodeRequest;
import io.skep.api.RemoveNodeResponse;
import io.skep.server.ManagerGroup;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.store.By;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How a node goes: its certificate is no longer accepted, its tasks become orphans, and it is
 * deleted, in one transaction.
 */
final class NodeRemoval {
  private static final Origin ORIGIN = Origin.of("control/node");

  private final Store store;
  private final ManagerGroup group;
  private final InstantSource clock;

  NodeRemoval(Store store, ManagerGroup group, InstantSource clock) {
    this.store = store;
    this.group = group;
    this.clock = clock;
  }

  void addTo(RpcTable table) {
    table.write("RemoveNode", RemoveNodeRequest.getDefaultInstance(), this::remove);
  }

  private Future<RemoveNodeResponse> remove(RemoveNodeRequest request) {
    return store
        .update(ORIGIN, tx -> remove(tx, request.getNodeId(), request.getForce()))
        .map(RemoveNodeResponse.getDefaultInstance());
  }

  private void remove(Tx tx, String id, boolean force) {
    Node node = Requests.named(tx, Kinds.NODE, id);
    if (node.getSpec().getDesiredRole() == NodeRole.MANAGER) {
      checkGone(id);
    }
    if (!force && node.getStatus().getState() == NodeStatus.State.READY) {
      throw RefusedException.precondition("node " + id + " is not down and can't be removed");
    }
    Instant now = clock.instant();
    bar(tx, node, now);
    OrphanedTasks.of(tx, id, now);
    tx.delete(Kinds.NODE, id);
  }

  private void checkGone(String id) {
    if (!group.exists()) {
      throw RefusedException.precondition(
          "node %s is a manager but cannot access node information from the raft memberlist"
              .formatted(id));
    }
    if (group.member(id).isPresent()) {
      throw RefusedException.precondition(
          "node %s is a cluster manager and is a member of the raft cluster. It must be demoted to worker before removal"
              .formatted(id));
    }
  }

  private static void bar(Tx tx, Node node, Instant now) {
    Cluster cluster =
        tx.find(Kinds.CLUSTER, By.name("default")).stream()
            .findFirst()
            .orElseThrow(
                () -> new RefusedException(GrpcStatus.INTERNAL, "could not fetch cluster object"));
    Cluster.Builder barred = cluster.toBuilder();
    BarredCertificates.add(barred, node);
    BarredCertificates.dropExpired(barred, now);
    tx.update(Kinds.CLUSTER, barred.build());
  }
}
