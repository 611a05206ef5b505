package io.skep.orchestrator.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.Endpoint.VirtualIP;
import io.skep.api.IPAMConfig;
import io.skep.api.Network;
import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Node;
import io.skep.api.PortConfig;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.util.List;
import java.util.function.Consumer;

/** A store with the allocator at work on virtual time, and short words for what is in it. */
final class AllocationWorld {
  final VirtualClock clock;
  final MemoryStore store;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Provider provider;
  private StoreManager manager;

  AllocationWorld(long seed, Provider provider) {
    this.provider = provider;
    clock = new VirtualClock(seed);
    store =
        new MemoryStore(
            MemoryStoreOptions.of(Kinds.ALL).withClock(clock).withRandom(clock.newRandom()));
  }

  /** A new leader begins, and knows nothing but the store. */
  void lead() {
    manager =
        StoreManager.on(
            List.of(clock.loop("leader")), store, ManagerOptions.DEFAULT.withMeters(meters));
    Allocation.addTo(manager, provider);
    manager.start();
  }

  /** The leader goes, in the middle of whatever it does. */
  void resign() {
    var stopped = manager.stop();
    while (!stopped.isComplete()) {
      assertThat(clock.step()).isTrue();
    }
  }

  /** Writes, and lets the allocator react; returns the version of the write. */
  Version write(Consumer<? super Tx> body) {
    Version version = writeOnly(body);
    clock.runUntilIdle();
    return version;
  }

  Version writeOnly(Consumer<? super Tx> body) {
    var written = store.update(body);
    if (written.failed()) {
      throw new AssertionError(written.cause());
    }
    return written.result();
  }

  void change(String service, Consumer<Service.Builder> change) {
    write(
        tx -> {
          Service.Builder changed = tx.get(Kinds.SERVICE, service).orElseThrow().toBuilder();
          change.accept(changed);
          tx.update(Kinds.SERVICE, changed.build());
        });
  }

  /** The task comes to be in {@code state} on {@code node}. */
  void report(String task, TaskState state, String node) {
    write(
        tx -> {
          Task.Builder changed = tx.get(Kinds.TASK, task).orElseThrow().toBuilder();
          changed.setNodeId(node).getStatusBuilder().setState(state);
          tx.update(Kinds.TASK, changed.build());
        });
  }

  Service service(String id) {
    return store.view().get(Kinds.SERVICE, id).orElseThrow();
  }

  Task task(String id) {
    return store.view().get(Kinds.TASK, id).orElseThrow();
  }

  /** The blocks of a network, each with its gateway. */
  List<String> blocks(String network) {
    return store
        .view()
        .get(Kinds.NETWORK, network)
        .orElseThrow()
        .getIpam()
        .getConfigsList()
        .stream()
        .map(config -> config.getSubnet() + " " + config.getGateway())
        .toList();
  }

  /** The addresses of a service, each with its network. */
  List<String> virtualIps(String service) {
    return service(service).getEndpoint().getVirtualIpsList().stream()
        .map(AllocationWorld::shown)
        .toList();
  }

  private static String shown(VirtualIP ip) {
    return ip.getNetworkId() + " " + ip.getAddr();
  }

  /** The addresses of a task, each with its network. */
  List<String> addresses(String task) {
    return shown(task(task).getNetworksList());
  }

  /** The addresses of a node, each with its network. */
  List<String> nodeAddresses(String node) {
    return shown(store.view().get(Kinds.NODE, node).orElseThrow().getAttachmentsList());
  }

  private static List<String> shown(List<NetworkAttachment> attachments) {
    return attachments.stream()
        .map(
            attachment ->
                (attachment.getNetwork().getId()
                        + " "
                        + String.join(",", attachment.getAddressesList()))
                    .trim())
        .toList();
  }

  double runs() {
    return meters.find("skep.controller.runs").tag("controller", "allocator").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  static Network network(String id) {
    Network.Builder network = Network.newBuilder().setId(id);
    network.getSpecBuilder().getAnnotationsBuilder().setName("name of " + id);
    return network.build();
  }

  /** A network that asks for {@code subnet}. */
  static Network network(String id, String subnet) {
    Network.Builder network = network(id).toBuilder();
    network.getSpecBuilder().getIpamBuilder().addConfigs(IPAMConfig.newBuilder().setSubnet(subnet));
    return network.build();
  }

  static Network ingress(String id) {
    Network.Builder network = network(id).toBuilder();
    network.getSpecBuilder().setIngress(true);
    return network.build();
  }

  static Service service(String id, String... networks) {
    Service.Builder service = Service.newBuilder().setId(id);
    service.getSpecBuilder().getAnnotationsBuilder().setName(id);
    for (String network : networks) {
      service
          .getSpecBuilder()
          .getTaskBuilder()
          .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(network));
    }
    return service.build();
  }

  static PortConfig port(int published) {
    return PortConfig.newBuilder().setTargetPort(80).setPublishedPort(published).build();
  }

  static Task task(String id, String service) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(service);
    task.getStatusBuilder().setState(TaskState.NEW);
    return task.setDesiredState(TaskState.RUNNING).build();
  }

  static Node node(String id) {
    return Node.newBuilder().setId(id).build();
  }
}
