package io.skep.server.control;

import static io.skep.server.Specs.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.CreateNetworkRequest;
import io.skep.api.CreateNetworkResponse;
import io.skep.api.Driver;
import io.skep.api.GetNetworkRequest;
import io.skep.api.GetNetworkResponse;
import io.skep.api.IPAMConfig;
import io.skep.api.ListNetworksRequest;
import io.skep.api.ListNetworksResponse;
import io.skep.api.Network;
import io.skep.api.NetworkSpec;
import io.skep.api.RemoveNetworkRequest;
import io.skep.api.RemoveNetworkResponse;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.server.Refusal;
import io.skep.server.Rig;
import io.skep.store.kind.Kinds;
import io.vertx.grpc.common.GrpcStatus;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NetworkControlTest {
  private final Rig rig = Rig.open();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test // api.C-40, api.C-41
  void aNetworkIsFoundByItsIdAlone() {
    Network net = create("net", it -> {});

    assertThat(
            rig.control(
                    "GetNetwork",
                    GetNetworkRequest.newBuilder().setNetworkId(net.getId()).setName("x").build(),
                    GetNetworkResponse.getDefaultInstance())
                .getNetwork())
        .isEqualTo(net);
    assertThat(rig.refused("GetNetwork", GetNetworkRequest.newBuilder().setName("net").build()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(rig.refused("GetNetwork", GetNetworkRequest.newBuilder().setNetworkId("x").build()))
        .isEqualTo(Refusal.notFound("network x not found"));
  }

  @Test // api.C-40
  void theFirstFaultOfASpecIsTold() {
    assertThat(rig.refused("CreateNetwork", CreateNetworkRequest.getDefaultInstance()))
        .isEqualTo(Refusal.invalid("invalid argument"));
    assertThat(refused("", it -> it.setIngress(true).setAttachable(true)))
        .isEqualTo(Refusal.invalid("ingress network cannot be attachable"));
    assertThat(refused("", it -> {})).isEqualTo(Refusal.invalid("meta: name must be provided"));
    assertThat(
            refused(
                    "net",
                    it -> it.getAnnotationsBuilder().putLabels("com.docker.swarm.predefined", ""))
                .status())
        .isEqualTo(GrpcStatus.PERMISSION_DENIED);
    assertThat(refused("net", it -> it.setDriverConfig(Driver.getDefaultInstance())))
        .isEqualTo(Refusal.invalid("ingress network drivers are unavailable"));
    assertThat(refused("net", it -> it.getIpamBuilder().setDriver(Driver.getDefaultInstance())))
        .isEqualTo(Refusal.invalid("IPAM drivers are unavailable"));
  }

  @Test // api.C-40
  void addressesOfANetworkLieInIt() {
    assertThat(refusedAddresses("10.0.0.0", "", "")).isEqualTo("invalid subnet 10.0.0.0");
    assertThat(refusedAddresses("10.0.0.0/33", "", "")).isEqualTo("invalid subnet 10.0.0.0/33");
    assertThat(refusedAddresses("10.0.0.256/8", "", "")).isEqualTo("invalid subnet 10.0.0.256/8");
    assertThat(refusedAddresses("host/8", "", "")).isEqualTo("invalid subnet host/8");
    assertThat(refusedAddresses("10.0.0.0/24", "10.0.0.0", "")).isEqualTo("invalid range 10.0.0.0");
    assertThat(refusedAddresses("10.0.0.0/24", "10.0.1.0/28", ""))
        .isEqualTo("subnet 10.0.0.0/24 does not contain range 10.0.1.0/28");
    assertThat(refusedAddresses("10.0.0.0/24", "", "10.0.0")).isEqualTo("invalid gateway 10.0.0");
    assertThat(refusedAddresses("10.0.0.0/24", "", "10.0.1.1"))
        .isEqualTo("subnet 10.0.0.0/24 does not contain gateway 10.0.1.1");
    assertThat(refusedAddresses("2001:db8::/64", "", "10.0.0.1"))
        .isEqualTo("subnet 2001:db8::/64 does not contain gateway 10.0.0.1");
    create("wide", it -> addresses(it, "10.0.0.0/24", "10.0.0.0/8", "10.0.0.1"));
    create("six", it -> addresses(it, "2001:db8::/64", "2001:db8::8000:0/97", "2001:db8::1"));
  }

  @Test // api.C-40
  void thereIsOneIngressNetworkAndOneOfAName() {
    Network ingress = create("ingress", it -> it.setIngress(true));

    assertThat(refused("second", it -> it.setIngress(true)))
        .isEqualTo(Refusal.exists("ingress network (" + ingress.getId() + ") is already present"));
    assertThat(refused("INGRESS", it -> {}))
        .isEqualTo(Refusal.unknown("name conflicts with an existing object"));
  }

  @Test // api.C-42
  void aNetworkInUseStays() {
    Network net = create("net", it -> {});
    Service web =
        rig.write(
            tx ->
                tx.create(
                    Kinds.SERVICE,
                    Service.newBuilder()
                        .setId("s")
                        .setSpec(
                            service(
                                "web",
                                it ->
                                    it.getTaskBuilder()
                                        .addNetworksBuilder()
                                        .setTarget(net.getId())))
                        .build()));
    assertThat(rig.refused("RemoveNetwork", remove(net)))
        .isEqualTo(Refusal.precondition("network " + net.getId() + " is in use by service s"));
    rig.write(tx -> tx.delete(Kinds.SERVICE, web.getId()));
    Task.Builder task = Task.newBuilder().setId("t").setDesiredState(TaskState.RUNNING);
    task.getSpecBuilder().addNetworksBuilder().setTarget(net.getId());
    Task running = rig.write(tx -> tx.create(Kinds.TASK, task.build()));
    assertThat(rig.refused("RemoveNetwork", remove(net)))
        .isEqualTo(Refusal.precondition("network " + net.getId() + " is in use by task t"));
    rig.write(
        tx ->
            tx.update(Kinds.TASK, running.toBuilder().setDesiredState(TaskState.SHUTDOWN).build()));

    rig.control("RemoveNetwork", remove(net), RemoveNetworkResponse.getDefaultInstance());

    assertThat(rig.refused("RemoveNetwork", remove(net)))
        .isEqualTo(Refusal.notFound("network " + net.getId() + " not found"));
  }

  @Test // api.C-42
  void theIngressNetworkStaysWhileAServiceNeedsItAndAPredefinedOneAlways() {
    Network ingress = create("ingress", it -> it.setIngress(true));
    rig.write(
        tx ->
            tx.create(
                Kinds.SERVICE,
                Service.newBuilder()
                    .setId("s")
                    .setSpec(service("web", it -> it.getEndpointBuilder().addPortsBuilder()))
                    .build()));
    Network.Builder host = Network.newBuilder().setId("h");
    host.getSpecBuilder()
        .getAnnotationsBuilder()
        .setName("host")
        .putLabels("com.docker.swarm.predefined", "true");
    Network predefined = rig.write(tx -> tx.create(Kinds.NETWORK, host.build()));

    assertThat(rig.refused("RemoveNetwork", remove(ingress)))
        .isEqualTo(
            Refusal.precondition(
                "ingress network cannot be removed because service s depends on it"));
    assertThat(rig.refused("RemoveNetwork", remove(predefined)))
        .isEqualTo(
            Refusal.precondition(
                "network h (host) is a swarm predefined network and cannot be removed"));
  }

  @Test // api.A-5, api.A-6, api.C-43
  void networksAreListedByNameIdAndLabels() {
    create("front", it -> it.getAnnotationsBuilder().putLabels("a", "1"));
    create("back", it -> {});

    assertThat(names(it -> it.addNames("back").addNames("front"))).containsExactly("back", "front");
    assertThat(names(it -> it.addNamePrefixes("f"))).containsExactly("front");
    assertThat(names(it -> it.putLabels("a", "1"))).containsExactly("front");
    assertThat(names(it -> it.addNamePrefixes("b").putLabels("a", ""))).isEmpty();
  }

  private Network create(String name, Consumer<NetworkSpec.Builder> otherwise) {
    return rig.control(
            "CreateNetwork", request(name, otherwise), CreateNetworkResponse.getDefaultInstance())
        .getNetwork();
  }

  private Refusal refused(String name, Consumer<NetworkSpec.Builder> otherwise) {
    return rig.refused("CreateNetwork", request(name, otherwise));
  }

  private String refusedAddresses(String subnet, String range, String gateway) {
    Refusal refusal = refused("net", it -> addresses(it, subnet, range, gateway));
    assertThat(refusal.status()).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
    assertThat(refusal.text()).startsWith("ipam configuration: ");
    return refusal.text().substring("ipam configuration: ".length());
  }

  private static void addresses(
      NetworkSpec.Builder spec, String subnet, String range, String gateway) {
    spec.getIpamBuilder()
        .addConfigs(IPAMConfig.newBuilder().setSubnet(subnet).setRange(range).setGateway(gateway));
  }

  private static CreateNetworkRequest request(
      String name, Consumer<NetworkSpec.Builder> otherwise) {
    CreateNetworkRequest.Builder request = CreateNetworkRequest.newBuilder();
    request.getSpecBuilder().getAnnotationsBuilder().setName(name);
    otherwise.accept(request.getSpecBuilder());
    return request.build();
  }

  private static RemoveNetworkRequest remove(Network network) {
    return RemoveNetworkRequest.newBuilder().setNetworkId(network.getId()).build();
  }

  private List<String> names(Consumer<ListNetworksRequest.Filters.Builder> filters) {
    ListNetworksRequest.Builder request = ListNetworksRequest.newBuilder();
    filters.accept(request.getFiltersBuilder());
    return rig
        .control("ListNetworks", request.build(), ListNetworksResponse.getDefaultInstance())
        .getNetworksList()
        .stream()
        .map(network -> network.getSpec().getAnnotations().getName())
        .toList();
  }
}
