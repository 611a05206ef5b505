package io.skep.server.control;

import io.skep.api.EndpointSpec;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import io.skep.server.RefusedException;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ports that services have on every node. Two services may have the same only if both have it
 * where their tasks are and nowhere else.
 */
final class PublishedPorts {
  private PublishedPorts() {}

  /** Refuses an endpoint of the service with {@code id} that wants a port of another one. */
  static void checkFree(ReadTx at, String id, EndpointSpec wanted) {
    List<PortConfig> ports =
        wanted.getPortsList().stream().filter(port -> port.getPublishedPort() != 0).toList();
    if (ports.isEmpty()) {
      return;
    }
    for (Service other : at.list(Kinds.SERVICE)) {
      if (!other.getId().equals(id)) {
        taken(other).forEach(taken -> ports.forEach(port -> check(port, taken, other)));
      }
    }
  }

  /** What {@code service} asks for, and what it was given. */
  private static Stream<PortConfig> taken(Service service) {
    return Stream.concat(
        service.getSpec().getEndpoint().getPortsList().stream(),
        service.getEndpoint().getPortsList().stream());
  }

  private static void check(PortConfig wanted, PortConfig taken, Service owner) {
    boolean same =
        wanted.getPublishedPort() == taken.getPublishedPort()
            && wanted.getProtocolValue() == taken.getProtocolValue();
    boolean bothOnTheirNodes =
        wanted.getPublishMode() == PublishMode.HOST && taken.getPublishMode() == PublishMode.HOST;
    if (same && !bothOnTheirNodes) {
      throw RefusedException.invalid(
          "port '%s' is already in use by service '%s' (%s) as %s"
              .formatted(
                  Integer.toUnsignedString(wanted.getPublishedPort()),
                  owner.getSpec().getAnnotations().getName(),
                  owner.getId(),
                  taken.getPublishMode() == PublishMode.HOST
                      ? "a host-published port"
                      : "an ingress port"));
    }
  }
}
