package io.skep.server.control;

import io.skep.api.CreateNetworkRequest;
import io.skep.api.CreateNetworkResponse;
import io.skep.api.GetNetworkRequest;
import io.skep.api.GetNetworkResponse;
import io.skep.api.ListNetworksRequest;
import io.skep.api.ListNetworksResponse;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.RemoveNetworkRequest;
import io.skep.api.RemoveNetworkResponse;
import io.skep.server.NetworkProvider;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.skep.server.query.AllOf;
import io.skep.server.spec.NetworkSpecs;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.vertx.core.Future;
import java.util.Optional;

/** Calls about networks. */
final class NetworkControl {
  private static final Origin ORIGIN = Origin.of("control/network");

  private final Store store;
  private final NetworkProvider provider;

  NetworkControl(Store store, NetworkProvider provider) {
    this.store = store;
    this.provider = provider;
  }

  void addTo(RpcTable table) {
    table
        .read("GetNetwork", GetNetworkRequest.getDefaultInstance(), this::get)
        .read("ListNetworks", ListNetworksRequest.getDefaultInstance(), this::list)
        .write("CreateNetwork", CreateNetworkRequest.getDefaultInstance(), this::create)
        .write("RemoveNetwork", RemoveNetworkRequest.getDefaultInstance(), this::remove);
  }

  private GetNetworkResponse get(GetNetworkRequest request) {
    Network network = Requests.named(store.view(), Kinds.NETWORK, request.getNetworkId());
    return GetNetworkResponse.newBuilder().setNetwork(network).build();
  }

  private ListNetworksResponse list(ListNetworksRequest request) {
    ListNetworksRequest.Filters filters = request.getFilters();
    return ListNetworksResponse.newBuilder()
        .addAllNetworks(
            new AllOf<>(Kinds.NETWORK)
                .names(filters.getNamesList(), NetworkControl::name)
                .namePrefixes(filters.getNamePrefixesList(), NetworkControl::name)
                .idPrefixes(filters.getIdPrefixesList())
                .labels(
                    filters.getLabelsMap(),
                    network -> network.getSpec().getAnnotations().getLabelsMap())
                .in(store.view()))
        .build();
  }

  private Future<CreateNetworkResponse> create(CreateNetworkRequest request) {
    Requests.required(request.hasSpec());
    NetworkSpecs.check(request.getSpec(), provider);
    return store
        .compute(ORIGIN, tx -> create(tx, request.getSpec()))
        .map(done -> CreateNetworkResponse.newBuilder().setNetwork(done.value()).build());
  }

  private static Network create(Tx tx, NetworkSpec spec) {
    Optional<Network> ingress = ingress(tx);
    if (spec.getIngress() && ingress.isPresent()) {
      throw RefusedException.exists(
          "ingress network (%s) is already present".formatted(ingress.get().getId()));
    }
    return tx.create(Kinds.NETWORK, Network.newBuilder().setId(tx.newId()).setSpec(spec).build());
  }

  private static Optional<Network> ingress(ReadTx at) {
    return at.list(Kinds.NETWORK).stream().filter(n -> n.getSpec().getIngress()).findFirst();
  }

  private Future<RemoveNetworkResponse> remove(RemoveNetworkRequest request) {
    return store
        .update(
            ORIGIN,
            tx -> {
              Network network = Requests.named(tx, Kinds.NETWORK, request.getNetworkId());
              NetworkUsers.checkNone(tx, network);
              tx.delete(Kinds.NETWORK, network.getId());
            })
        .map(RemoveNetworkResponse.getDefaultInstance());
  }

  private static String name(Network network) {
    return network.getSpec().getAnnotations().getName();
  }
}
