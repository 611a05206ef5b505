package io.skep.examples.scheduler.revision;

import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether two services want one published port, as a control API asks before it takes a service
 * (api.C-30): two may have it on their nodes, but none beside one that has it on all nodes.
 */
public final class PortConflicts {
  private PortConflicts() {}

  /**
   * Looks at all services of {@code view}.
   *
   * @throws RefusedException if there is a conflict; it names port and services
   */
  public static void check(ReadTx view) {
    Map<Wanted, Holder> taken = new HashMap<>();
    for (Service service : view.list(Kinds.SERVICE)) {
      ports(service)
          .filter(port -> port.getPublishedPort() != 0)
          .forEach(port -> take(taken, service, port));
    }
  }

  private record Wanted(PortConfig.Protocol protocol, int number) {}

  private record Holder(Service service, PortConfig.PublishMode mode) {}

  /** Of a service whose endpoint is still that of a former spec, the spec counts. */
  private static Stream<PortConfig> ports(Service service) {
    List<PortConfig> wanted = service.getSpec().getEndpoint().getPortsList();
    boolean isCurrent = service.getEndpoint().getSpec().equals(service.getSpec().getEndpoint());
    return isCurrent
        ? Stream.concat(wanted.stream(), service.getEndpoint().getPortsList().stream())
        : wanted.stream();
  }

  private static void take(Map<Wanted, Holder> taken, Service service, PortConfig port) {
    var wanted = new Wanted(port.getProtocol(), port.getPublishedPort());
    Holder other = taken.putIfAbsent(wanted, new Holder(service, port.getPublishMode()));
    if (other == null || other.service().getId().equals(service.getId())) {
      return;
    }
    if (other.mode() == PortConfig.PublishMode.HOST
        && port.getPublishMode() == PortConfig.PublishMode.HOST) {
      return;
    }
    throw new RefusedException(
        "service %s: port '%d' is already in use by service '%s' (%s) as %s"
            .formatted(
                service.getSpec().getAnnotations().getName(),
                port.getPublishedPort(),
                other.service().getSpec().getAnnotations().getName(),
                other.service().getId(),
                other.mode() == PortConfig.PublishMode.HOST
                    ? "a host-published port"
                    : "an ingress port"));
  }
}
