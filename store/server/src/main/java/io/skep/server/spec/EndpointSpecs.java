package io.skep.server.spec;

import static io.skep.server.RefusedException.invalid;

import io.skep.api.EndpointSpec;
import io.skep.api.PortConfig;
import java.util.HashSet;
import java.util.Set;

/** How a service is to be reached. */
public final class EndpointSpecs {
  private record Published(int port, int protocol) {}

  private EndpointSpecs() {}

  static void check(EndpointSpec endpoint) {
    Set<Published> published = new HashSet<>();
    for (PortConfig port : endpoint.getPortsList()) {
      if (isIngress(port) && endpoint.getMode() == EndpointSpec.ResolutionMode.DNSRR) {
        throw invalid(
            "EndpointSpec: port published with ingress mode can't be used with dnsrr mode");
      }
      boolean chosen = port.getPublishedPort() != 0;
      if (chosen
          && !published.add(new Published(port.getPublishedPort(), port.getProtocolValue()))) {
        throw invalid("EndpointSpec: duplicate published ports provided");
      }
    }
  }

  /** Whether the ingress network is needed. */
  public static boolean needsIngress(EndpointSpec endpoint) {
    return endpoint.getPortsList().stream().anyMatch(EndpointSpecs::isIngress);
  }

  private static boolean isIngress(PortConfig port) {
    return port.getPublishMode() == PortConfig.PublishMode.INGRESS;
  }
}
