package io.skep.store.kind;

import static io.skep.api.StoreAction.TargetCase.NETWORK;

import io.skep.api.Network;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.store.Places;
import java.util.List;

/** Networks that tasks attach to. Names are unique. */
final class NetworkKind extends BuiltInKind<Network> {
  private static final Fields<Network> FIELDS =
      new Fields<>(
          Network.class,
          Network.parser(),
          Network::getId,
          Network::getMeta,
          (network, meta) -> network.toBuilder().setMeta(meta).build(),
          network -> network.getSpec().getAnnotations());

  private static final Places<Network> PLACES =
      new Places<>(
          NETWORK,
          StoreAction::getNetwork,
          StoreAction.Builder::setNetwork,
          StoreSnapshot.NETWORKS_FIELD_NUMBER,
          StoreSnapshot::getNetworksList,
          StoreSnapshot.Builder::addNetworks);

  NetworkKind() {
    super("network", FIELDS, PLACES, List.of(FIELDS.byName(), FIELDS.byCustom()));
  }
}
