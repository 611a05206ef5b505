package io.skep.orchestrator.allocation;

import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.Locale;
import java.util.Optional;

/** Says which port keeps a service without an endpoint, and who has it. All pure. */
final class TakenPorts {
  private TakenPorts() {}

  /** The first port that {@code service} asks for and another service has, in a sentence. */
  static Optional<String> explain(ReadTx at, Service service) {
    for (PortConfig asked : service.getSpec().getEndpoint().getPortsList()) {
      for (Service other : at.list(Kinds.SERVICE)) {
        if (!other.getId().equals(service.getId()) && has(other, asked)) {
          return Optional.of(
              "port %d/%s is already in use by service \"%s\""
                  .formatted(
                      asked.getPublishedPort(),
                      asked.getProtocol().name().toLowerCase(Locale.ROOT),
                      other.getSpec().getAnnotations().getName()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean has(Service service, PortConfig asked) {
    return asked.getPublishedPort() != 0
        && PortSpace.isIngress(asked)
        && service.getEndpoint().getPortsList().stream()
            .filter(PortSpace::isIngress)
            .anyMatch(
                port ->
                    port.getPublishedPort() == asked.getPublishedPort()
                        && port.getProtocol() == asked.getProtocol());
  }
}
