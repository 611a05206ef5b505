package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.skep.api.ControlProto;
import io.skep.api.ListClustersRequest;
import io.skep.api.ListClustersResponse;
import io.skep.api.ListConfigsRequest;
import io.skep.api.ListConfigsResponse;
import io.skep.api.ListNetworksRequest;
import io.skep.api.ListNetworksResponse;
import io.skep.api.ListNodesRequest;
import io.skep.api.ListNodesResponse;
import io.skep.api.ListSecretsRequest;
import io.skep.api.ListSecretsResponse;
import io.skep.api.ListServicesRequest;
import io.skep.api.ListServicesResponse;
import io.skep.api.ListTasksRequest;
import io.skep.api.ListTasksResponse;
import io.skep.api.ListVolumesRequest;
import io.skep.api.ListVolumesResponse;
import io.skep.api.wire.ShownCluster;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind that can be followed in SwarmKit's dialect: watched by its name, and listed. Immutable.
 *
 * @param shown an object as both a list and a watch can tell it; empty if a list leaves it out
 */
record ListedKind<M extends Message, R extends Message>(
    Table<M> table,
    MethodDescriptor method,
    Message request,
    R answer,
    Function<R, List<M>> objects,
    Function<M, Optional<M>> shown) {

  /** In the order in which they are listed: what changes most comes first. */
  static final List<ListedKind<?, ?>> ALL =
      List.of(
          of(
              Kinds.TASK,
              ListTasksRequest.getDefaultInstance(),
              ListTasksResponse.getDefaultInstance(),
              ListTasksResponse::getTasksList,
              Optional::of),
          of(
              Kinds.NODE,
              ListNodesRequest.getDefaultInstance(),
              ListNodesResponse.getDefaultInstance(),
              ListNodesResponse::getNodesList,
              node -> Optional.of(ShownObjects.of(node))),
          of(
              Kinds.SERVICE,
              ListServicesRequest.getDefaultInstance(),
              ListServicesResponse.getDefaultInstance(),
              ListServicesResponse::getServicesList,
              Optional::of),
          of(
              Kinds.NETWORK,
              ListNetworksRequest.getDefaultInstance(),
              ListNetworksResponse.getDefaultInstance(),
              ListNetworksResponse::getNetworksList,
              Optional::of),
          of(
              Kinds.CONFIG,
              ListConfigsRequest.getDefaultInstance(),
              ListConfigsResponse.getDefaultInstance(),
              ListConfigsResponse::getConfigsList,
              Optional::of),
          of(
              Kinds.SECRET,
              ListSecretsRequest.getDefaultInstance(),
              ListSecretsResponse.getDefaultInstance(),
              ListSecretsResponse::getSecretsList,
              ShownObjects::of),
          of(
              Kinds.VOLUME,
              ListVolumesRequest.getDefaultInstance(),
              ListVolumesResponse.getDefaultInstance(),
              ListVolumesResponse::getVolumesList,
              Optional::of),
          of(
              Kinds.CLUSTER,
              ListClustersRequest.getDefaultInstance(),
              ListClustersResponse.getDefaultInstance(),
              ListClustersResponse::getClustersList,
              cluster -> Optional.of(ShownCluster.of(cluster))));

  private static <M extends Message, R extends Message> ListedKind<M, R> of(
      Table<M> table,
      Message request,
      R answer,
      Function<R, List<M>> objects,
      Function<M, Optional<M>> shown) {
    ServiceDescriptor control = ControlProto.getDescriptor().findServiceByName("Control");
    MethodDescriptor method =
        control.getMethods().stream()
            .filter(each -> each.getInputType().equals(request.getDescriptorForType()))
            .findFirst()
            .orElseThrow();
    return new ListedKind<>(table, method, request, answer, objects, shown);
  }

  /**
   * Those of {@code tables}.
   *
   * @throws IllegalArgumentException naming the tables that cannot be followed so, and those that
   *     can
   */
  static List<ListedKind<?, ?>> of(List<? extends Table<?>> tables) {
    return tables.stream().<ListedKind<?, ?>>map(ListedKind::of).toList();
  }

  private static ListedKind<?, ?> of(Table<?> table) {
    return ALL.stream()
        .filter(kind -> kind.table.equals(table))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "SwarmKit's Control cannot list every %s, so that they cannot be followed in its dialect; it lists %s"
                        .formatted(
                            table.name(), ALL.stream().map(kind -> kind.table.name()).toList())));
  }

  /** All objects that the server has now. */
  Future<List<M>> list(Calls calls, Duration limit) {
    return calls
        .call(method, request, answer, limit)
        .map(
            response ->
                objects.apply(response).stream().flatMap(m -> shown.apply(m).stream()).toList());
  }
}
