package io.skep.server.control;

import io.skep.api.Network;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.ServiceSpec;
import io.skep.server.RefusedException;
import io.skep.server.spec.EndpointSpecs;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.Optional;

/** The networks that a service may be on, and the one that carries its ports. */
final class ServiceNetworks {
  private ServiceNetworks() {}

  /** Refuses tasks on the ingress network, which is for the service's ports alone. */
  static void checkTargets(ReadTx at, ServiceSpec spec) {
    for (NetworkAttachmentConfig network : spec.getTask().getNetworksList()) {
      Optional<Network> ingress =
          at.get(Kinds.NETWORK, network.getTarget()).filter(found -> found.getSpec().getIngress());
      if (ingress.isPresent()) {
        throw RefusedException.invalid(
            "Service cannot be explicitly attached to the ingress network \"%s\""
                .formatted(ingress.get().getSpec().getAnnotations().getName()));
      }
    }
  }

  /** Refuses ports on every node where there is no network to carry them. */
  static void checkIngress(ReadTx at, ServiceSpec spec) {
    if (EndpointSpecs.needsIngress(spec.getEndpoint())
        && at.list(Kinds.NETWORK).stream().noneMatch(network -> network.getSpec().getIngress())) {
      throw RefusedException.precondition(
          "service needs ingress network, but no ingress network is present");
    }
  }
}
