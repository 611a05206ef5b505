package io.skep.examples.scheduler.stack.spec;

import io.skep.api.EndpointSpec;
import io.skep.api.EndpointSpec.ResolutionMode;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.examples.scheduler.stack.schema.Fields;
import io.skep.examples.scheduler.stack.schema.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a service's ports and endpoint mode become. */
final class EndpointConversion {
  /** Each port of each protocol once: more can only be a mistake. */
  private static final int MAX_PORTS = 3 * PortRange.MAX_PORT;

  private static final Comparator<PortConfig> BY_PUBLISHED_PORT =
      Comparator.comparingInt(PortConfig::getPublishedPort)
          .thenComparingInt(PortConfig::getTargetPort)
          .thenComparing(PortConfig::getProtocol)
          .thenComparing(PortConfig::getPublishMode);

  private final Scope scope;
  private final List<PortConfig> ports = new ArrayList<>();
  private final Set<Published> taken = new HashSet<>();

  private record Published(PortConfig.Protocol protocol, int port) {}

  EndpointConversion(Scope scope) {
    this.scope = scope;
  }

  EndpointSpec of(Fields service, ResolutionMode mode) {
    List<Value<PortRange>> ranges = service.get(PortSection.PORTS, List.of());
    if (mode == ResolutionMode.DNSRR) {
      refuseIngress(ranges);
    }
    for (Value<PortRange> range : ranges) {
      if (ports.size() + range.get().size() > MAX_PORTS) {
        scope.refuse(range, "the service publishes more than %d ports".formatted(MAX_PORTS));
        break;
      }
      add(range);
    }
    ports.sort(BY_PUBLISHED_PORT);
    return EndpointSpec.newBuilder().setMode(mode).addAllPorts(ports).build();
  }

  private void refuseIngress(List<Value<PortRange>> ranges) {
    ranges.stream()
        .filter(range -> range.get().mode() == PublishMode.INGRESS)
        .findFirst()
        .ifPresent(
            range ->
                scope.refuse(
                    range,
                    "endpoint_mode dnsrr goes with ports of mode host only; use vip to publish through the ingress network"));
  }

  private void add(Value<PortRange> range) {
    for (PortConfig port : range.get().ports()) {
      int published = port.getPublishedPort();
      if (published != 0 && !taken.add(new Published(port.getProtocol(), published))) {
        scope.refuse(
            range,
            "port %d/%s is published twice by the service; remove one"
                .formatted(published, port.getProtocol().name().toLowerCase(Locale.ROOT)));
        return;
      }
      ports.add(port);
    }
  }
}
