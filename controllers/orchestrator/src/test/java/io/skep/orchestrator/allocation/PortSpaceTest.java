package io.skep.orchestrator.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Endpoint;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AL-7, CT-165. */
class PortSpaceTest {
  private final PortSpace space = new PortSpace();

  @Test
  void aPublishedPortBelongsToOneService() {
    give("web", port(80, 8080));

    assertThat(space.portsFor(service("api", port(81, 8080)))).isEmpty();
    assertThat(space.portsFor(service("web", port(80, 8080)))).isPresent();
  }

  @Test
  void protocolsHaveSpacesOfTheirOwn() {
    give("web", port(53, 5353));

    PortConfig udp = port(53, 5353).toBuilder().setProtocol(Protocol.UDP).build();
    assertThat(space.portsFor(service("dns", udp))).contains(List.of(udp));
  }

  @Test
  void aPortThatIsGivenBackCanBeTaken() {
    give("web", port(80, 8080));

    space.release("web");

    assertThat(space.portsFor(service("api", port(81, 8080)))).isPresent();
  }

  @Test
  void openPortsComeOneAfterTheOtherAndAFreedOneIsNotTakenFirst() {
    assertThat(give("a", port(80, 0)).getPublishedPort()).isEqualTo(30_000);
    assertThat(give("b", port(80, 0)).getPublishedPort()).isEqualTo(30_001);

    space.release("a");

    assertThat(give("c", port(80, 0)).getPublishedPort()).isEqualTo(30_002);
  }

  @Test
  void whenAllOpenPortsAreTakenAServiceGetsNone() {
    for (int i = PortSpace.FIRST_DYNAMIC; i <= PortSpace.LAST_DYNAMIC; i++) {
      give("s" + i, port(80, 0));
    }

    assertThat(space.portsFor(service("late", port(80, 0)))).isEmpty();
    space.release("s31000");
    assertThat(give("late", port(80, 0)).getPublishedPort()).isEqualTo(31_000);
  }

  @Test
  void anOpenPortStaysOverAnUpdateThatKeepsTheNumberOfPorts() {
    PortConfig given = give("web", port(80, 0));
    give("other", port(80, 0));
    Service updated = service("web", port(80, 0));
    updated = updated.toBuilder().setEndpoint(endpointOf(given)).build();

    assertThat(space.portsFor(updated)).contains(List.of(given));
  }

  /** Nothing tells two such ports apart, so each keeps one of the numbers. */
  @Test
  void equalPortsThatAreLeftOpenKeepTheirNumbersOverAnUpdate() {
    Service web = allocated("web", port(80, 0), port(80, 0), port(81, 0));
    assertThat(published(web)).containsExactly(30_000, 30_001, 30_002);
    allocated("other", port(80, 0));

    assertThat(published(updated(web, port(82, 0), port(80, 0), port(80, 0))))
        .containsExactly(30_004, 30_000, 30_001);
  }

  /** The number that a service names is not the one that its open port had. */
  @ParameterizedTest(name = "open port first: {0}")
  @ValueSource(booleans = {true, false})
  void anOpenPortDoesNotTakeTheNumberThatItsEqualNames(boolean openFirst) {
    PortConfig[] ports =
        openFirst
            ? new PortConfig[] {port(80, 0), port(80, 8080), port(81, 0)}
            : new PortConfig[] {port(80, 8080), port(80, 0), port(81, 0)};
    Service web = allocated("web", ports);
    Integer open = published(web).get(openFirst ? 0 : 1);
    assertThat(open).isEqualTo(30_000);

    ports[2] = port(82, 0);
    Service updated = updated(web, ports);
    assertThat(published(updated)).startsWith(openFirst ? 30_000 : 8080, openFirst ? 8080 : 30_000);
  }

  @Test
  void anOpenPortIsNotGivenTheNumberThatTheServiceNamesForAnother() {
    Service web = allocated("web", port(80, 0), port(81, 30_000));

    assertThat(published(web)).containsExactly(30_001, 30_000);
  }

  /** Two services may say that they have one port, as an old snapshot can. */
  @Test
  void anOpenPortWhoseNumberAnotherServiceHasGetsAnother() {
    Service web = allocated("web", port(80, 0));
    Service copy = web.toBuilder().setId("copy").build();
    space.observe(copy);

    assertThat(published(updated(copy, port(80, 0)))).containsExactly(30_001);
  }

  @Test
  void portsInHostModeAreLeftToTheNodes() {
    PortConfig host = port(80, 80).toBuilder().setPublishMode(PublishMode.HOST).build();
    give("a", host);

    assertThat(space.portsFor(service("b", host))).contains(List.of(host));
  }

  @Test
  void oneServiceCannotPublishTheSamePortTwice() {
    assertThat(space.portsFor(service("web", port(80, 8080), port(81, 8080)))).isEmpty();
  }

  /** Against the plainest model: a map from port to owner. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noTwoServicesEverHaveOnePort(long seed) {
    var random = new Random(seed);
    Map<Integer, String> model = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int step = i;
      String service = "s" + random.nextInt(20);
      space.release(service);
      model.values().removeIf(service::equals);
      if (random.nextInt(4) != 0) {
        int wanted = random.nextBoolean() ? 0 : 30_000 + random.nextInt(15);
        Optional<List<PortConfig>> given = space.portsFor(service(service, port(80, wanted)));

        assertThat(given.isPresent())
            .as("seed %d step %d", seed, step)
            .isEqualTo(wanted == 0 || !model.containsKey(wanted));
        given.ifPresent(ports -> take(service, ports.get(0), model, seed, step));
      }
    }
  }

  private void take(
      String service, PortConfig port, Map<Integer, String> model, long seed, int step) {
    String owner = model.put(port.getPublishedPort(), service);
    assertThat(owner).as("seed %d step %d: %s", seed, step, port).isNull();
    space.observe(service(service).toBuilder().setEndpoint(endpointOf(port)).build());
  }

  private PortConfig give(String id, PortConfig port) {
    PortConfig given = space.portsFor(service(id, port)).orElseThrow().get(0);
    space.observe(service(id, port).toBuilder().setEndpoint(endpointOf(given)).build());
    return given;
  }

  private Service allocated(String id, PortConfig... ports) {
    return updated(service(id), ports);
  }

  /** {@code before}, with other ports asked for and given. */
  private Service updated(Service before, PortConfig... asked) {
    Service.Builder service = service(before.getId(), asked).toBuilder();
    service.setEndpoint(before.getEndpoint());
    List<PortConfig> given = space.portsFor(service.build()).orElseThrow();
    service.setEndpoint(Endpoint.newBuilder().addAllPorts(given));
    space.observe(service.build());
    return service.build();
  }

  private static List<Integer> published(Service service) {
    return service.getEndpoint().getPortsList().stream().map(PortConfig::getPublishedPort).toList();
  }

  private static Endpoint endpointOf(PortConfig port) {
    return Endpoint.newBuilder().addPorts(port).build();
  }

  private static Service service(String id, PortConfig... ports) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getEndpointBuilder().addAllPorts(List.of(ports));
    return service.build();
  }

  private static PortConfig port(int target, int published) {
    return PortConfig.newBuilder().setTargetPort(target).setPublishedPort(published).build();
  }
}
