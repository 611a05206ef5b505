package io.skep.orchestrator.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.PortConfig;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a service has what it asks for; a port is written here as target and published number. */
class EndpointsTest {
  private static final PortConfig FIXED = port(80, 8080);
  private static final PortConfig OPEN = port(81, 0);

  /** CT-167. */
  @Test
  void aServiceWithoutPortsNeedsAnEndpointAllTheSame() {
    Service.Builder service = Service.newBuilder();
    assertThat(Endpoints.hasPorts(service.build())).isFalse();

    service.getEndpointBuilder();
    assertThat(Endpoints.hasPorts(service.build())).isTrue();
  }

  /** CT-167. */
  @Test
  void anEndpointForOtherPortsIsNotTheOneAskedFor() {
    assertThat(isAllocated(List.of(FIXED), List.of())).isFalse();
    assertThat(isAllocated(List.of(FIXED), List.of(FIXED, OPEN))).isFalse();
    assertThat(isAllocated(List.of(FIXED), List.of(port(79, 8080)))).isFalse();
    assertThat(isAllocated(List.of(FIXED), List.of(port(80, 8081)))).isFalse();
  }

  /** CT-167: also with some that nothing tells apart. */
  @Test
  void theOrderOfPortsMeansNothing() {
    List<PortConfig> asked = List.of(OPEN, FIXED, OPEN, port(82, 8082));

    assertThat(isAllocated(asked, List.of(port(82, 8082), OPEN, OPEN, FIXED))).isTrue();
    assertThat(isAllocated(asked, List.of(port(82, 8082), OPEN, FIXED, FIXED))).isFalse();
  }

  /** CT-166, CT-167: a port in host mode is one of those asked for. */
  @Test
  void aChangeOfAPortInHostModeNeedsAnotherEndpoint() {
    PortConfig host = FIXED.toBuilder().setPublishMode(PublishMode.HOST).build();

    assertThat(isAllocated(List.of(host), List.of(host))).isTrue();
    assertThat(isAllocated(List.of(host), List.of(FIXED))).isFalse();
    assertThat(isAllocated(List.of(host), List.of(host.toBuilder().setPublishedPort(9).build())))
        .isFalse();
    assertThat(isAllocated(List.of(host), List.of(host.toBuilder().setTargetPort(9).build())))
        .isFalse();
  }

  private static boolean isAllocated(List<PortConfig> asked, List<PortConfig> answered) {
    Service.Builder service = Service.newBuilder();
    service.getSpecBuilder().getEndpointBuilder().addAllPorts(asked);
    service.getEndpointBuilder().getSpecBuilder().addAllPorts(answered);
    return Endpoints.hasPorts(service.build());
  }

  private static PortConfig port(int target, int published) {
    return PortConfig.newBuilder().setTargetPort(target).setPublishedPort(published).build();
  }
}
