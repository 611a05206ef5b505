package io.skep.orchestrator.allocation;

import static io.skep.orchestrator.allocation.AllocationWorld.ingress;
import static io.skep.orchestrator.allocation.AllocationWorld.network;
import static io.skep.orchestrator.allocation.AllocationWorld.node;
import static io.skep.orchestrator.allocation.AllocationWorld.port;
import static io.skep.orchestrator.allocation.AllocationWorld.service;
import static io.skep.orchestrator.allocation.AllocationWorld.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.NetworkAttachment;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.Tx;
import io.skep.store.Watcher;
import io.skep.store.kind.Kinds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users, schedulers and agents do what they like while leaders come and go. After every commit no
 * address and no port is anybody's twice; whenever all is quiet nothing waits that need not, and
 * what nobody gave up is as it was.
 */
class RandomAllocationTest {
  private static final List<String> NETWORKS = List.of("a", "b", "small");
  private static final int STEPS = Integer.getInteger("skep.allocation.steps", 400);

  private Random random;
  private AllocationWorld world;
  private Watcher commits;
  private String seedAndStep;
  private int made;

  /** What services had when it was quiet last, with what they asked for then. */
  private Map<String, Service> quiet = Map.of();

  /** AL-2, AL-4, AL-5, AL-7, AL-8, CT-168. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 20_261_123})
  void nothingIsGivenTwiceAndNothingIsStuck(long seed) {
    random = new Random(seed);
    world = new AllocationWorld(seed, Provider.IN_MEMORY);
    commits = world.store.watch(world.clock.loop("check"), Interest.all());
    world.lead();
    for (int step = 0; step < STEPS; step++) {
      seedAndStep = "seed %d step %d".formatted(seed, step);
      act();
      for (int turns = random.nextInt(12); turns > 0 && world.clock.step(); turns--) {
        if (random.nextInt(300) == 0) {
          changeLeader();
        }
      }
      checkCommits();
      if (step % 20 == 0) {
        world.clock.advance(Duration.ofSeconds(1)); // What failed for a conflict is tried again.
        checkCommits();
        checkQuiet(world.store.view());
      }
    }
  }

  private void checkCommits() {
    while (commits.next() instanceof Watcher.Next.Delivered delivered) {
      assertThat(AllocationChecker.faults(delivered.at())).as(seedAndStep).isEmpty();
    }
  }

  private void changeLeader() {
    world.resign();
    if (random.nextBoolean()) {
      act();
    }
    world.lead();
  }

  private void act() {
    switch (random.nextInt(14)) {
      case 0 -> toggle(tx -> tx.create(Kinds.NETWORK, ingress("in")), "in");
      case 1 -> toggle(tx -> tx.create(Kinds.NETWORK, network("small", "10.0.1.0/28")), "small");
      case 2 -> toggle(tx -> tx.create(Kinds.NETWORK, network("a")), "a");
      case 3 -> toggle(tx -> tx.create(Kinds.NETWORK, network("b", "10.0.0.0/25")), "b");
      case 4 -> write(tx -> tx.create(Kinds.SERVICE, asking(service("s" + made++))));
      case 5 ->
          some(world.store.view().list(Kinds.SERVICE), s -> write(tx -> change(tx, s.getId())));
      case 6 ->
          some(
              world.store.view().list(Kinds.SERVICE),
              s -> write(tx -> tx.delete(Kinds.SERVICE, s.getId())));
      case 7 -> write(tx -> tx.create(Kinds.NODE, node("n" + made++)));
      case 8 ->
          some(
              world.store.view().list(Kinds.NODE),
              n -> write(tx -> tx.delete(Kinds.NODE, n.getId())));
      case 9, 10 -> some(world.store.view().list(Kinds.SERVICE), s -> addTasks(s.getId()));
      case 11 ->
          some(
              world.store.view().list(Kinds.TASK),
              t -> write(tx -> tx.delete(Kinds.TASK, t.getId())));
      default -> progress();
    }
  }

  private void write(Consumer<Tx> body) {
    world.writeOnly(body);
  }

  private <T> void some(List<T> all, Consumer<T> body) {
    if (!all.isEmpty()) {
      body.accept(all.get(random.nextInt(all.size())));
    }
  }

  /** Networks that are there go, but seldom, and only once nobody asks for them. */
  private void toggle(Consumer<Tx> create, String id) {
    ReadTx at = world.store.view();
    if (at.get(Kinds.NETWORK, id).isEmpty()) {
      write(create);
    } else if (at.list(Kinds.SERVICE).stream().noneMatch(s -> asks(s, id))
        && at.list(Kinds.TASK).stream().noneMatch(t -> isOn(t, id))) {
      write(tx -> tx.delete(Kinds.NETWORK, id));
    }
  }

  private static boolean asks(Service service, String network) {
    return network.equals("in")
        ? service.getSpec().getEndpoint().getPortsCount() > 0
        : service.getSpec().getTask().getNetworksList().stream()
            .anyMatch(config -> config.getTarget().equals(network));
  }

  private static boolean isOn(Task task, String network) {
    return isAlive(task)
        && task.getNetworksList().stream()
            .anyMatch(one -> one.getNetwork().getId().equals(network));
  }

  private Service asking(Service service) {
    Service.Builder asking = service.toBuilder();
    asking.getSpecBuilder().getTaskBuilder().clearNetworks();
    asking.getSpecBuilder().clearEndpoint();
    for (String network : NETWORKS) {
      if (random.nextInt(3) == 0) {
        asking
            .getSpecBuilder()
            .getTaskBuilder()
            .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget(network));
      }
    }
    if (random.nextInt(3) == 0) {
      int published = random.nextBoolean() ? 0 : 8080 + random.nextInt(2);
      asking.getSpecBuilder().getEndpointBuilder().addPorts(port(published));
    }
    return asking.build();
  }

  private void change(Tx tx, String service) {
    tx.update(Kinds.SERVICE, asking(tx.get(Kinds.SERVICE, service).orElseThrow()));
  }

  private void addTasks(String service) {
    write(
        tx -> {
          for (int n = random.nextInt(6); n >= 0; n--) {
            tx.create(Kinds.TASK, task("t" + made++, service));
          }
        });
  }

  /** A task goes on, or ends; new ones may end before they were given anything. */
  private void progress() {
    List<Node> nodes = world.store.view().list(Kinds.NODE);
    some(
        world.store.view().list(Kinds.TASK),
        task -> {
          boolean starts =
              task.getStatus().getState() == TaskState.PENDING
                  && !nodes.isEmpty()
                  && random.nextBoolean();
          Task.Builder changed = task.toBuilder();
          if (starts) {
            changed.setNodeId(nodes.get(random.nextInt(nodes.size())).getId());
          }
          changed.getStatusBuilder().setState(starts ? TaskState.RUNNING : TaskState.FAILED);
          write(tx -> tx.update(Kinds.TASK, changed.build()));
        });
  }

  private void checkQuiet(ReadTx at) {
    for (Task task : at.list(Kinds.TASK)) {
      if (task.getStatus().getState() == TaskState.NEW) {
        assertThat(mayWait(at, task)).as("%s: %s is stuck", seedAndStep, task).isTrue();
      }
    }
    at.list(Kinds.NODE).forEach(node -> checkNode(at, node));
    var now = new HashMap<String, Service>();
    at.list(Kinds.SERVICE).forEach(service -> now.put(service.getId(), service));
    quiet.forEach((id, before) -> checkKept(at, before, now.get(id)));
    quiet = now;
  }

  /** Its service is gone or not served, or a network is missing or full. */
  private static boolean mayWait(ReadTx at, Task task) {
    Service service = at.get(Kinds.SERVICE, task.getServiceId()).orElse(null);
    return service == null
        || !service.hasEndpoint()
        || (asks(service, "in") && at.get(Kinds.NETWORK, "in").isEmpty())
        || NETWORKS.stream()
            .filter(network -> asks(service, network))
            .anyMatch(
                network ->
                    at.get(Kinds.NETWORK, network).isEmpty()
                        || at.get(Kinds.NETWORK, network).get().getIpam().getConfigsCount() == 0
                        || (network.equals("small") && users(at, network) >= 13));
  }

  private static long users(ReadTx at, String network) {
    long services =
        at.list(Kinds.SERVICE).stream()
            .flatMap(service -> service.getEndpoint().getVirtualIpsList().stream())
            .filter(ip -> ip.getNetworkId().equals(network))
            .count();
    long tasks = at.list(Kinds.TASK).stream().filter(task -> isOn(task, network)).count();
    long nodes =
        at.list(Kinds.NODE).stream().filter(node -> networksOf(node).contains(network)).count();
    return services + tasks + nodes;
  }

  private static Set<String> networksOf(Node node) {
    var ids = new HashSet<String>();
    for (NetworkAttachment attachment : node.getAttachmentsList()) {
      ids.add(attachment.getNetwork().getId());
    }
    return ids;
  }

  private void checkNode(ReadTx at, Node node) {
    var needed = new HashSet<String>();
    for (Task task : at.list(Kinds.TASK)) {
      if (isAlive(task) && task.getNodeId().equals(node.getId())) {
        task.getNetworksList().forEach(one -> needed.add(one.getNetwork().getId()));
      }
    }
    at.get(Kinds.NETWORK, "in").ifPresent(ingress -> needed.add(ingress.getId()));
    Set<String> has = networksOf(node);
    if (!has.contains("small") && users(at, "small") >= 13) {
      needed.remove("small");
    }
    assertThat(has).as("%s: networks of %s", seedAndStep, node.getId()).isEqualTo(needed);
  }

  /** Who asks for the same has the same, whoever leads. */
  private void checkKept(ReadTx at, Service before, Service now) {
    boolean hadAll =
        now != null
            && now.getSpec().equals(before.getSpec())
            && before.getEndpoint().getVirtualIpsList().stream()
                .allMatch(ip -> at.get(Kinds.NETWORK, ip.getNetworkId()).isPresent());
    if (hadAll && before.hasEndpoint()) {
      assertThat(now.getEndpoint().getPortsList())
          .as(seedAndStep)
          .isEqualTo(before.getEndpoint().getPortsList());
      assertThat(now.getEndpoint().getVirtualIpsList())
          .as(seedAndStep)
          .containsAll(before.getEndpoint().getVirtualIpsList());
    }
  }

  private static boolean isAlive(Task task) {
    return task.getStatus().getState().getNumber() <= TaskState.RUNNING_VALUE;
  }
}
