package io.skep.server.control;

import io.skep.api.GetNodeRequest;
import io.skep.api.GetNodeResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.UpdateNodeRequest;
import io.skep.api.UpdateNodeResponse;
import io.skep.server.ManagerGroup;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;

/** Calls about nodes, but for their removal. */
final class NodeControl {
  private static final Origin ORIGIN = Origin.of("control/node");

  private final Store store;
  private final ManagerGroup group;

  NodeControl(Store store, ManagerGroup group) {
    this.store = store;
    this.group = group;
  }

  void addTo(RpcTable table) {
    table
        .read("GetNode", GetNodeRequest.getDefaultInstance(), this::get)
        .read("ListNodes", ListNodesRequest.getDefaultInstance(), this::list)
        .write("UpdateNode", UpdateNodeRequest.getDefaultInstance(), this::update);
  }

  private GetNodeResponse get(GetNodeRequest request) {
    Node node = Requests.named(store.view(), Kinds.NODE, request.getNodeId());
    return GetNodeResponse.newBuilder().setNode(withManagerStatus(node)).build();
  }

  private ListNodesResponse list(ListNodesRequest request) {
    ListNodesRequest.Filters filters = request.getFilters();
    List<Node> nodes =
        new AllOf<>(Kinds.NODE)
            .names(filters.getNamesList(), NodeControl::hostname)
            .namePrefixes(filters.getNamePrefixesList(), NodeControl::hostname)
            .idPrefixes(filters.getIdPrefixesList())
            .values(NodeKind.ROLE, numbers(filters.getRolesValueList()))
            .values(NodeKind.MEMBERSHIP, numbers(filters.getMembershipsValueList()))
            .labels(
                filters.getLabelsMap(), node -> node.getDescription().getEngine().getLabelsMap())
            .labels(
                filters.getNodeLabelsMap(), node -> node.getSpec().getAnnotations().getLabelsMap())
            .in(store.view());
    ListNodesResponse.Builder response = ListNodesResponse.newBuilder();
    nodes.forEach(node -> response.addNodes(withManagerStatus(node)));
    return response.build();
  }

  private Future<UpdateNodeResponse> update(UpdateNodeRequest request) {
    Requests.required(
        !request.getNodeId().isEmpty() && request.hasNodeVersion() && request.hasSpec());
    return store
        .compute(
            ORIGIN,
            tx -> {
              Node node = Requests.named(tx, Kinds.NODE, request.getNodeId());
              if (isDemotion(node.getSpec(), request.getSpec())) {
                checkDemotion(tx, node.getId());
              }
              Node changed = node.toBuilder().setSpec(request.getSpec()).build();
              return tx.update(
                  Kinds.NODE, Requests.asRead(Kinds.NODE, changed, request.getNodeVersion()));
            })
        .map(done -> UpdateNodeResponse.newBuilder().setNode(done.value()).build());
  }

  private static boolean isDemotion(NodeSpec before, NodeSpec after) {
    return before.getDesiredRole() == NodeRole.MANAGER && after.getDesiredRole() == NodeRole.WORKER;
  }

  private void checkDemotion(ReadTx at, String id) {
    List<Node> managers = at.find(Kinds.NODE, NodeKind.byRole(NodeRole.MANAGER));
    if (managers.size() == 1 && managers.get(0).getId().equals(id)) {
      throw RefusedException.precondition("attempting to demote the last manager of the swarm");
    }
    if (group.member(id).isEmpty()) {
      throw new RefusedException(GrpcStatus.NOT_FOUND, "can't find manager in raft memberlist");
    }
    if (!group.worksWithout(id)) {
      throw RefusedException.precondition(
          "can't remove member from the raft: this would result in a loss of quorum");
    }
  }

  private Node withManagerStatus(Node node) {
    return group
        .member(node.getId())
        .map(status -> node.toBuilder().setManagerStatus(status).build())
        .orElse(node);
  }

  private static String hostname(Node node) {
    return node.hasDescription() ? node.getDescription().getHostname() : null;
  }

  private static List<Long> numbers(List<Integer> values) {
    return values.stream().map(Integer::longValue).toList();
  }
}
