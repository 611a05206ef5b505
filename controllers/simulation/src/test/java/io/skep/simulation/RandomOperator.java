package io.skep.simulation;

import io.skep.api.DiscreteGenericResource;
import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Resources;
import io.skep.api.RestartPolicy.RestartCondition;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.TaskSpec;
import io.skep.api.UpdateConfig;
import io.skep.api.UpdateConfig.FailureAction;
import io.skep.api.UpdateConfig.UpdateOrder;
import io.skep.orchestrator.update.ServiceChange;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Does things to a cluster that operators and bad luck do, drawn from a seed. */
final class RandomOperator {
  private static final int MOST_SERVICES = 10;
  private static final int MOST_NODES = 8;
  private static final List<String> ZONES = List.of("a", "b");

  private final SimulatedCluster cluster;
  private final Random random;
  private final List<String> done = new ArrayList<>();
  private final Set<String> changed = new TreeSet<>();
  private int named;

  RandomOperator(SimulatedCluster cluster, long seed) {
    this.cluster = cluster;
    this.random = new Random(seed);
  }

  /** All that was done, for the message of a failure. */
  List<String> done() {
    return done;
  }

  /** Does one thing, then lets up to ten seconds pass. */
  void step() {
    switch (random.nextInt(17)) {
      case 0, 1, 2 -> addService();
      case 3, 4 -> scale();
      case 5 -> deleteService();
      case 6, 7 -> crash();
      case 8, 9 -> restart();
      case 10 -> setAvailability();
      case 11 -> changeLeader();
      case 12, 13, 14 -> changeSpec();
      case 15 -> takeBack();
      default -> addOrDeleteNode();
    }
    cluster.advance(Duration.ofMillis(random.nextInt(10_000)));
  }

  void addNode() {
    if (nodes().size() >= MOST_NODES) {
      return;
    }
    String id = "node" + named++;
    note("add " + id);
    cluster.addNode(
        A.node(
            id,
            node -> {
              String zone = ZONES.get(random.nextInt(ZONES.size()));
              node.getSpecBuilder().getAnnotationsBuilder().putLabels("zone", zone);
              node.getDescriptionBuilder().getResourcesBuilder().addGeneric(gpus(2));
            }));
  }

  void addService() {
    if (services().size() >= MOST_SERVICES) {
      return;
    }
    String id = "service" + named++;
    Service.Builder service =
        (random.nextInt(4) == 0 ? A.global(id) : A.replicated(id, random.nextInt(7))).toBuilder();
    TaskSpec.Builder task = service.getSpecBuilder().getTaskBuilder();
    sometimes(2, () -> task.getResourcesBuilder().setReservations(reservations()));
    sometimes(3, () -> task.getPlacementBuilder().addConstraints(constraint()));
    sometimes(4, () -> task.getPlacementBuilder().setMaxReplicas(1 + random.nextInt(2)));
    sometimes(3, () -> service.getSpecBuilder().getEndpointBuilder().addPorts(port()));
    sometimes(6, () -> task.getRestartBuilder().setCondition(RestartCondition.NONE));
    sometimes(6, () -> task.getRestartBuilder().setMaxAttempts(1 + random.nextInt(2)));
    note("create " + service);
    cluster.deploy(tx -> tx.create(Kinds.SERVICE, service.build()));
  }

  private void sometimes(int oneIn, Runnable action) {
    if (random.nextInt(oneIn) == 0) {
      action.run();
    }
  }

  private Resources reservations() {
    Resources.Builder resources =
        Resources.newBuilder()
            .setNanoCpus(random.nextInt(3) * A.CPU)
            .setMemoryBytes(random.nextInt(5) * A.GIB);
    sometimes(3, () -> resources.addGeneric(gpus(1)));
    return resources.build();
  }

  private String constraint() {
    String operator = random.nextBoolean() ? "==" : "!=";
    return "node.labels.zone %s %s".formatted(operator, ZONES.get(random.nextInt(ZONES.size())));
  }

  private PortConfig port() {
    PublishMode mode = random.nextBoolean() ? PublishMode.HOST : PublishMode.INGRESS;
    int ingress = random.nextInt(3) == 0 ? 0 : 8080 + random.nextInt(2);
    return PortConfig.newBuilder()
        .setProtocol(Protocol.TCP)
        .setTargetPort(80)
        .setPublishedPort(mode == PublishMode.HOST ? 9090 : ingress)
        .setPublishMode(mode)
        .build();
  }

  private static GenericResource gpus(long value) {
    return GenericResource.newBuilder()
        .setDiscreteResourceSpec(
            DiscreteGenericResource.newBuilder().setKind("gpu").setValue(value))
        .build();
  }

  private void scale() {
    List<Service> replicated =
        services().stream().filter(service -> service.getSpec().hasReplicated()).toList();
    with(
        replicated,
        service -> {
          int replicas = random.nextInt(9);
          note("scale %s to %d".formatted(service.getId(), replicas));
          ServiceSpec.Builder spec = service.getSpec().toBuilder();
          spec.getReplicatedBuilder().setReplicas(replicas);
          Instant now = cluster.clock().instant();
          cluster.deploy(
              tx ->
                  tx.update(
                      Kinds.SERVICE,
                      ServiceChange.to(
                          tx.get(Kinds.SERVICE, service.getId()).orElseThrow(),
                          spec.build(),
                          now)));
        });
  }

  /** A new version of what the service runs, or another way to bring it about. */
  private void changeSpec() {
    with(
        services(),
        service -> {
          ServiceSpec.Builder spec = service.getSpec().toBuilder();
          spec.getTaskBuilder().getContainerBuilder().setImage("image" + named++);
          sometimes(4, () -> spec.getTaskBuilder().getPlacementBuilder().clearConstraints());
          sometimes(3, () -> spec.getUpdateBuilder().mergeFrom(updateConfig()));
          change(service, spec.build());
        });
  }

  private UpdateConfig updateConfig() {
    UpdateConfig.Builder config =
        UpdateConfig.newBuilder()
            .setParallelism(random.nextInt(4))
            .setOrder(UpdateOrder.forNumber(random.nextInt(2)))
            .setFailureAction(FailureAction.forNumber(random.nextInt(3)))
            .setMaxFailureRatio(random.nextInt(3) / 4f);
    config.getDelayBuilder().setSeconds(random.nextInt(3));
    return config.build();
  }

  private void takeBack() {
    with(
        services().stream().filter(Service::hasPreviousSpec).toList(),
        service -> {
          note("roll back " + service.getId());
          changed.add(service.getId());
          cluster.deploy(
              tx ->
                  ServiceChange.back(
                          tx.get(Kinds.SERVICE, service.getId()).orElseThrow(),
                          cluster.clock().instant())
                      .ifPresent(back -> tx.update(Kinds.SERVICE, back)));
        });
  }

  private void change(Service service, ServiceSpec spec) {
    note("change %s to %s".formatted(service.getId(), spec));
    changed.add(service.getId());
    cluster.deploy(
        tx ->
            tx.update(
                Kinds.SERVICE,
                ServiceChange.to(
                    tx.get(Kinds.SERVICE, service.getId()).orElseThrow(),
                    spec,
                    cluster.clock().instant())));
  }

  /** The services whose specification was ever changed by more than their size. */
  Set<String> changed() {
    return changed;
  }

  private void deleteService() {
    with(
        services(),
        service -> {
          note("delete " + service.getId());
          cluster.deploy(tx -> tx.delete(Kinds.SERVICE, service.getId()));
        });
  }

  private void crash() {
    with(
        nodes(),
        node -> {
          note("crash " + node.getId());
          cluster.crash(node.getId());
        });
  }

  private void restart() {
    with(
        nodes(),
        node -> {
          note("restart " + node.getId());
          cluster.restart(node.getId());
        });
  }

  private void changeLeader() {
    note("change leader");
    cluster.changeLeader();
  }

  private void setAvailability() {
    with(
        nodes(),
        node -> {
          Availability availability = Availability.forNumber(random.nextInt(3));
          note("set %s to %s".formatted(node.getId(), availability));
          cluster.deploy(
              tx -> {
                Node.Builder changed = tx.get(Kinds.NODE, node.getId()).orElseThrow().toBuilder();
                changed.getSpecBuilder().setAvailability(availability);
                tx.update(Kinds.NODE, changed.build());
              });
        });
  }

  /** As with a real manager, only a node that is down can be deleted. */
  private void addOrDeleteNode() {
    List<Node> down =
        nodes().stream()
            .filter(node -> node.getStatus().getState() == NodeStatus.State.DOWN)
            .toList();
    if (down.isEmpty()) {
      addNode();
      return;
    }
    with(
        down,
        node -> {
          note("delete " + node.getId());
          cluster.deploy(tx -> tx.delete(Kinds.NODE, node.getId()));
        });
  }

  private <T> void with(List<T> some, Consumer<T> action) {
    if (!some.isEmpty()) {
      action.accept(some.get(random.nextInt(some.size())));
    }
  }

  private List<Node> nodes() {
    return cluster.view().list(Kinds.NODE);
  }

  private List<Service> services() {
    return cluster.view().list(Kinds.SERVICE);
  }

  private void note(String what) {
    done.add(cluster.clock().instant() + " " + what.replace('\n', ' '));
  }
}
