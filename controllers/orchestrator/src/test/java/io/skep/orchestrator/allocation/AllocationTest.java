package io.skep.orchestrator.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.skep.api.EndpointSpec;
import io.skep.api.Network;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.PortConfig;
import io.skep.api.PortConfig.Protocol;
import io.skep.api.PortConfig.PublishMode;
import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.api.TaskStatus;
import io.skep.controller.runtime.ManagerOptions;
import io.skep.controller.runtime.StoreManager;
import io.skep.store.Tx;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.loop.VirtualClock;
import io.skep.store.memory.MemoryStore;
import io.skep.store.memory.MemoryStoreOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The allocators together, on a store and virtual time. */
class AllocationTest {
  private final VirtualClock clock = new VirtualClock(1);
  private final MemoryStore store =
      new MemoryStore(MemoryStoreOptions.of(Kinds.ALL).withClock(clock));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private StoreManager manager = lead();

  /** AL-1. */
  @Test
  void aNewTaskIsPendingOnceItsServiceIsAllocated() {
    write(
        tx -> {
          tx.create(Kinds.SERVICE, service("web"));
          tx.create(Kinds.TASK, task("t1", "web"));
        });

    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.PENDING);
    assertThat(task("t1").getStatus().getMessage()).isEqualTo("pending task scheduling");
  }

  /** AL-1. */
  @Test
  void aTaskWithoutAServiceIsPendingAtOnce() {
    write(tx -> tx.create(Kinds.TASK, task("t1", "")));

    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.PENDING);
  }

  /** AL-1: it is given its place in the life of a task once, and not again. */
  @Test
  void aTaskThatIsFurtherIsLeftAlone() {
    Task running = task("t1", "web").toBuilder().setStatus(status(TaskState.RUNNING)).build();

    write(
        tx -> {
          tx.create(Kinds.SERVICE, service("web"));
          tx.create(Kinds.TASK, running);
        });

    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.RUNNING);
  }

  /** AL-3. */
  @Test
  void aTaskWaitsForItsService() {
    write(tx -> tx.create(Kinds.TASK, task("t1", "web")));
    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.NEW);

    write(tx -> tx.create(Kinds.SERVICE, service("web")));

    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.PENDING);
  }

  /** AL-3. */
  @Test
  void aTaskWaitsForEveryNetworkThatItNames() {
    write(
        tx -> {
          tx.create(Kinds.SERVICE, service("web", "net1", "net2"));
          tx.create(Kinds.TASK, task("t1", "web"));
          tx.create(Kinds.NETWORK, network("net1"));
        });
    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.NEW);

    write(tx -> tx.create(Kinds.NETWORK, network("net2")));

    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.PENDING);
    assertThat(task("t1").getNetworksList())
        .extracting(attachment -> attachment.getNetwork().getId())
        .containsExactly("net1", "net2");
  }

  /** AL-3. */
  @Test
  void theTasksOfAServiceThatPublishesPortsAreOnTheIngressNetwork() {
    write(
        tx -> {
          tx.create(Kinds.NETWORK, network("net1"));
          tx.create(Kinds.SERVICE, publishing(service("web", "net1"), port(80, 8080)));
          tx.create(Kinds.TASK, task("t1", "web"));
        });
    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.NEW);

    write(tx -> tx.create(Kinds.NETWORK, ingress("in")));

    assertThat(task("t1").getNetworksList())
        .extracting(attachment -> attachment.getNetwork().getId())
        .containsExactly("in", "net1");
  }

  /** AL-3, AL-9, CT-200: the host-port filter of the scheduler reads it there. */
  @Test
  void theEndpointOfTheServiceIsCopiedIntoItsTasks() {
    write(
        tx -> {
          tx.create(Kinds.NETWORK, ingress("in"));
          tx.create(Kinds.SERVICE, publishing(service("web"), port(80, 0), hostPort(443, 8443)));
          tx.create(Kinds.TASK, task("t1", "web"));
        });

    assertThat(task("t1").getEndpoint()).isEqualTo(stored("web").getEndpoint());
    assertThat(published("web")).containsExactly(PortSpace.FIRST_DYNAMIC, 8443);
  }

  /** AL-9: a service that has no ports has an endpoint too. */
  @Test
  void everyServiceGetsAnEndpoint() {
    write(tx -> tx.create(Kinds.SERVICE, service("web")));

    assertThat(stored("web").hasEndpoint()).isTrue();
  }

  /** AL-9. */
  @Test
  void networksOfAnyDriverAreAllocated() {
    Network.Builder exotic = network("net1").toBuilder();
    exotic.getSpecBuilder().getDriverConfigBuilder().setName("exotic");

    write(tx -> tx.create(Kinds.NETWORK, exotic.build()));
    write(tx -> tx.create(Kinds.NETWORK, network("net2")));

    assertThat(driver("net1")).isEqualTo("exotic");
    assertThat(driver("net2")).isEqualTo("overlay");
  }

  /** AL-7. */
  @Test
  void aServiceWhosePortIsTakenHasNoEndpointAndItsTasksWait() {
    write(tx -> tx.create(Kinds.NETWORK, ingress("in")));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));

    write(
        tx -> {
          tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 8080)));
          tx.create(Kinds.TASK, task("t1", "second"));
        });

    assertThat(stored("second").hasEndpoint()).isFalse();
    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.NEW);
  }

  /** AL-7: asked for in one transaction, decided one after the other. */
  @Test
  void servicesThatComeTogetherNeverGetTheSamePort() {
    write(
        tx -> {
          for (int n = 0; n < 50; n++) {
            tx.create(Kinds.SERVICE, publishing(service("fixed" + n), port(80, 8080)));
            tx.create(Kinds.SERVICE, publishing(service("open" + n), port(80, 0)));
          }
        });

    List<Integer> given =
        store.view().list(Kinds.SERVICE).stream()
            .flatMap(service -> published(service.getId()).stream())
            .toList();
    assertThat(given).hasSize(51).doesNotHaveDuplicates().contains(8080);
  }

  /** AL-4. */
  @Test
  void aRefusedServiceGetsItsPortAsSoonAsTheOtherIsDeleted() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 8080))));

    write(tx -> tx.delete(Kinds.SERVICE, "first"));

    assertThat(published("second")).containsExactly(8080);
  }

  /** AL-4. */
  @Test
  void aRefusedServiceGetsItsPortAsSoonAsTheOtherAsksForAnother() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 8080))));

    ask("first", port(80, 9090));

    assertThat(published("first")).containsExactly(9090);
    assertThat(published("second")).containsExactly(8080);
  }

  /** AL-4: in case that nothing told of a port that became free. */
  @Test
  void aRefusedServiceIsTriedAgainAfterFiveMinutes() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 8080))));
    Version before = store.view().version();
    double runs = runsOfAllocator();

    clock.advance(Duration.ofMinutes(20));

    assertThat(runsOfAllocator()).isEqualTo(runs + 4);
    assertThat(store.view().version()).isEqualTo(before);
  }

  /** AL-7. */
  @Test
  void aServiceThatAsksForATakenPortLosesItsEndpoint() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 9090))));

    ask("second", port(80, 8080));

    assertThat(stored("second").hasEndpoint()).isFalse();
  }

  /** AL-7. */
  @Test
  void anOpenPortStaysOverAnUpdateThatDoesNotChangeTheNumberOfPorts() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("a"), port(80, 0))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("b"), port(80, 0), port(81, 0))));
    assertThat(published("b")).containsExactly(30_001, 30_002);

    ask("b", port(82, 0), port(81, 0));

    assertThat(published("b")).containsExactly(30_003, 30_002);
  }

  /** AL-7. */
  @Test
  void anotherOrderOfPortsWritesNothing() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("a"), port(80, 0), port(81, 0))));
    Version before = ask("a", port(81, 0), port(80, 0));

    assertThat(store.view().version()).isEqualTo(before);
    assertThat(published("a")).containsExactly(30_000, 30_001);
  }

  /** AL-2, AL-7, CT-168: what the last leader gave is not given again, whoever asks first. */
  @Test
  void aNewLeaderKnowsWhichPortsAreTaken() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("b"), port(80, 0), port(81, 8080))));
    manager.stop();
    clock.runUntilIdle();
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("a"), port(80, 0), port(81, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("c"), port(80, 0))));

    manager = lead();

    assertThat(published("b")).containsExactly(30_000, 8080);
    assertThat(stored("a").hasEndpoint()).isFalse();
    assertThat(published("c")).doesNotContain(30_000).hasSize(1);
  }

  /** AL-8, CT-168. */
  @Test
  void aServiceThatPublishesNothingMoreGivesItsPortsBack() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("first"), port(80, 8080))));
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("second"), port(80, 8080))));

    write(
        tx -> {
          Service.Builder first = tx.get(Kinds.SERVICE, "first").orElseThrow().toBuilder();
          first.getSpecBuilder().clearEndpoint();
          tx.update(Kinds.SERVICE, first.build());
        });

    assertThat(published("first")).isEmpty();
    assertThat(published("second")).containsExactly(8080);
  }

  /** AL-7, CT-166: and another number for a port in host mode is passed on. */
  @Test
  void aChangedPortInHostModeIsTheOneOfTheEndpoint() {
    write(tx -> tx.create(Kinds.SERVICE, publishing(service("web"), hostPort(80, 15_000))));
    assertThat(published("web")).containsExactly(15_000);

    ask("web", hostPort(80, 10_000));

    assertThat(published("web")).containsExactly(10_000);
    assertThat(stored("web").getEndpoint().getSpec())
        .isEqualTo(stored("web").getSpec().getEndpoint());
  }

  /** AL-6: what others write of a task meanwhile stays. */
  @Test
  void aTaskThatChangedMeanwhileKeepsTheChange() {
    store.update(
        tx -> {
          tx.create(Kinds.SERVICE, service("web"));
          tx.create(Kinds.TASK, task("t1", "web"));
        });
    clock
        .loop("other")
        .execute(
            () ->
                store.update(
                    tx -> {
                      Task.Builder changed = tx.get(Kinds.TASK, "t1").orElseThrow().toBuilder();
                      changed.setDesiredState(TaskState.SHUTDOWN);
                      tx.update(Kinds.TASK, changed.build());
                    }));
    clock.runUntilIdle();

    assertThat(task("t1").getDesiredState()).isEqualTo(TaskState.SHUTDOWN);
    assertThat(task("t1").getStatus().getState()).isEqualTo(TaskState.PENDING);
    assertThat(task("t1").hasEndpoint()).isTrue();
  }

  private StoreManager lead() {
    var options = ManagerOptions.DEFAULT.withMeters(meters);
    StoreManager leader = StoreManager.on(List.of(clock.loop("leader")), store, options);
    Allocation.addTo(leader);
    leader.start();
    clock.runUntilIdle();
    return leader;
  }

  /** Writes, and lets the allocators react; returns the version of the write. */
  private Version write(Consumer<? super Tx> body) {
    var written = store.update(body);
    clock.runUntilIdle();
    return written.result();
  }

  private Version ask(String service, PortConfig... ports) {
    return write(
        tx -> {
          Service stored = tx.get(Kinds.SERVICE, service).orElseThrow();
          tx.update(Kinds.SERVICE, publishing(stored, ports));
        });
  }

  private List<Integer> published(String service) {
    return stored(service).getEndpoint().getPortsList().stream()
        .map(PortConfig::getPublishedPort)
        .toList();
  }

  private Service stored(String id) {
    return store.view().get(Kinds.SERVICE, id).orElseThrow();
  }

  private Task task(String id) {
    return store.view().get(Kinds.TASK, id).orElseThrow();
  }

  private String driver(String network) {
    return store.view().get(Kinds.NETWORK, network).orElseThrow().getDriverState().getName();
  }

  private double runsOfAllocator() {
    return meters.find("skep.controller.runs").tag("controller", "allocator").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static Service service(String id, String... networks) {
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

  private static Service publishing(Service service, PortConfig... ports) {
    Service.Builder changed = service.toBuilder();
    changed.getSpecBuilder().setEndpoint(EndpointSpec.newBuilder().addAllPorts(List.of(ports)));
    return changed.build();
  }

  private static PortConfig port(int target, int published) {
    return PortConfig.newBuilder()
        .setProtocol(Protocol.TCP)
        .setTargetPort(target)
        .setPublishedPort(published)
        .setPublishMode(PublishMode.INGRESS)
        .build();
  }

  private static PortConfig hostPort(int target, int published) {
    return port(target, published).toBuilder().setPublishMode(PublishMode.HOST).build();
  }

  private static Network network(String id) {
    Network.Builder network = Network.newBuilder().setId(id);
    network.getSpecBuilder().getAnnotationsBuilder().setName(id);
    return network.build();
  }

  private static Network ingress(String id) {
    Network.Builder network = network(id).toBuilder();
    network.getSpecBuilder().setIngress(true);
    return network.build();
  }

  private static Task task(String id, String service) {
    Task.Builder task = Task.newBuilder().setId(id).setServiceId(service);
    return task.setStatus(status(TaskState.NEW)).setDesiredState(TaskState.RUNNING).build();
  }

  private static TaskStatus status(TaskState state) {
    return TaskStatus.newBuilder().setState(state).build();
  }
}
