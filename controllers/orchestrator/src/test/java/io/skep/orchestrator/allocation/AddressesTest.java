package io.skep.orchestrator.allocation;

import static io.skep.orchestrator.allocation.AllocationWorld.ingress;
import static io.skep.orchestrator.allocation.AllocationWorld.network;
import static io.skep.orchestrator.allocation.AllocationWorld.node;
import static io.skep.orchestrator.allocation.AllocationWorld.port;
import static io.skep.orchestrator.allocation.AllocationWorld.service;
import static io.skep.orchestrator.allocation.AllocationWorld.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Cluster;
import io.skep.api.EndpointSpec.ResolutionMode;
import io.skep.api.Network;
import io.skep.api.NetworkAttachmentConfig;
import io.skep.api.Service;
import io.skep.api.SharedData;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.api.TaskState;
import io.skep.store.Version;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.TaskKind;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses of networks, services, tasks and nodes, on a store and virtual time. */
class AddressesTest {
  private AllocationWorld world = started(Provider.IN_MEMORY);

  private static AllocationWorld started(Provider provider) {
    var world = new AllocationWorld(1, provider);
    world.lead();
    world.clock.runUntilIdle();
    return world;
  }

  /** AL-2, CT-168: the ingress network first, whatever it is called. */
  @Test
  void everyNetworkHasABlockOfItsOwnTheIngressNetworkTheFirst() {
    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("a"));
          tx.create(Kinds.NETWORK, network("b", "10.0.1.0/24"));
          tx.create(Kinds.NETWORK, ingress("in"));
        });

    assertThat(world.blocks("in")).containsExactly("10.0.0.0/24 10.0.0.1");
    assertThat(world.blocks("b")).containsExactly("10.0.1.0/24 10.0.1.1");
    assertThat(world.blocks("a")).containsExactly("10.0.2.0/24 10.0.2.1");
    Network stored = world.store.view().get(Kinds.NETWORK, "a").orElseThrow();
    assertThat(stored.getIpam().getDriver().getName()).isEqualTo("default");
    assertThat(stored.getDriverState().getName()).isEqualTo("overlay");
  }

  @Test
  void blocksComeFromThePoolsOfTheCluster() {
    Cluster.Builder cluster = Cluster.newBuilder().setId("c").addDefaultAddressPool("x");
    cluster.addDefaultAddressPool("172.20.0.0/16").setSubnetSize(20);
    cluster.getSpecBuilder().getAnnotationsBuilder().setName("default");
    world.write(tx -> tx.create(Kinds.CLUSTER, cluster.build()));

    world.write(tx -> tx.create(Kinds.NETWORK, network("a")));

    assertThat(world.blocks("a")).containsExactly("172.20.0.0/20 172.20.0.1");
  }

  /** AL-4, CT-168. */
  @Test
  void aNetworkWaitsForItsBlockUntilTheOtherIsDeleted() {
    world.write(tx -> tx.create(Kinds.NETWORK, network("first", "10.5.0.0/16")));
    world.write(tx -> tx.create(Kinds.NETWORK, network("second", "10.5.7.0/24")));
    assertThat(world.blocks("second")).isEmpty();

    world.write(tx -> tx.delete(Kinds.NETWORK, "first"));

    assertThat(world.blocks("second")).containsExactly("10.5.7.0/24 10.5.7.1");
  }

  /** CT-168. */
  @Test
  void aServiceHasAnAddressOnEachOfItsNetworksAndItsTasksToo() {
    web();

    assertThat(world.virtualIps("web")).containsExactly("in 10.0.0.2/24", "a 10.0.1.2/24");
    assertThat(world.addresses("t1")).containsExactly("in 10.0.0.3/24", "a 10.0.1.3/24");
    assertThat(world.task("t1").getEndpoint()).isEqualTo(world.service("web").getEndpoint());
  }

  /** AL-8, CT-168. */
  @Test
  void addressesStayUnderANewLeaderAndAreNotGivenAgain() {
    web();
    List<String> ips = world.virtualIps("web");
    world.resign();
    world.writeOnly(
        tx -> {
          tx.create(Kinds.SERVICE, service("another", "a"));
          tx.create(Kinds.TASK, task("a0", "another"));
        });
    Version before = world.store.view().version();

    world.lead();
    world.clock.runUntilIdle();

    assertThat(world.store.view().version()).isGreaterThan(before);
    assertThat(world.virtualIps("web")).isEqualTo(ips);
    assertThat(world.addresses("t1")).containsExactly("in 10.0.0.3/24", "a 10.0.1.3/24");
    assertThat(world.virtualIps("another")).containsExactly("a 10.0.1.4/24");
    assertThat(world.addresses("a0")).containsExactly("a 10.0.1.5/24");
  }

  /** AL-2: an idle leader has nothing to write. */
  @Test
  void aNewLeaderWritesNothingWhereAllIsGiven() {
    web();
    world.write(tx -> tx.create(Kinds.NODE, node("n1")));
    world.report("t1", TaskState.RUNNING, "n1");
    Version before = world.store.view().version();

    world.resign();
    world.lead();
    world.clock.runUntilIdle();

    assertThat(world.store.view().version()).isEqualTo(before);
  }

  /** AL-8, CT-168: out of use it is free for others, and a later one is another one. */
  @Test
  void aServiceThatPublishesAgainHasAnotherAddress() {
    web();

    world.change("web", web -> web.getSpecBuilder().clearEndpoint());
    assertThat(world.virtualIps("web")).containsExactly("a 10.0.1.2/24");
    world.change("web", web -> web.getSpecBuilder().getEndpointBuilder().addPorts(port(8080)));

    assertThat(world.virtualIps("web")).containsExactly("in 10.0.0.4/24", "a 10.0.1.2/24");
  }

  @Test
  void aServiceThatLeavesANetworkKeepsTheAddressesOnTheOthers() {
    web();
    world.write(tx -> tx.create(Kinds.NETWORK, network("b")));

    world.change(
        "web",
        web ->
            web.getSpecBuilder()
                .getTaskBuilder()
                .clearNetworks()
                .addNetworks(NetworkAttachmentConfig.newBuilder().setTarget("b")));

    assertThat(world.virtualIps("web")).containsExactly("in 10.0.0.2/24", "b 10.0.2.2/24");
  }

  @Test
  void aServiceThatIsNotReachedByAnAddressHasNone() {
    Service.Builder direct = service("direct", "a").toBuilder();
    direct.getSpecBuilder().getEndpointBuilder().setMode(ResolutionMode.DNSRR);

    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("a"));
          tx.create(Kinds.SERVICE, direct.build());
          tx.create(Kinds.TASK, task("t1", "direct"));
        });

    assertThat(world.virtualIps("direct")).isEmpty();
    assertThat(world.addresses("t1")).containsExactly("a 10.0.0.2/24");
  }

  /** CT-168: what a node brings along itself. */
  @Test
  void networksOfNodesHaveNoAddresses() {
    Network.Builder host = network("host").toBuilder();
    host.getSpecBuilder().getDriverConfigBuilder().setName("host");
    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, host.build());
          tx.create(Kinds.NODE, node("n1"));
          tx.create(Kinds.SERVICE, service("web", "host"));
          tx.create(Kinds.TASK, task("t1", "web"));
        });
    world.report("t1", TaskState.RUNNING, "n1");

    assertThat(world.blocks("host")).isEmpty();
    assertThat(world.virtualIps("web")).isEmpty();
    assertThat(world.addresses("t1")).containsExactly("host");
    assertThat(world.nodeAddresses("n1")).isEmpty();
  }

  /** AL-5, CT-168. */
  @Test
  void aNodeHasAnAddressWhereItsTasksAre() {
    web();
    world.write(
        tx -> {
          tx.create(Kinds.NODE, node("n1"));
          tx.create(Kinds.TASK, task("t2", "web"));
        });
    assertThat(world.nodeAddresses("n1")).containsExactly("in 10.0.0.4/24");

    world.report("t1", TaskState.RUNNING, "n1");
    world.report("t2", TaskState.ASSIGNED, "n1");
    assertThat(world.nodeAddresses("n1")).containsExactly("in 10.0.0.4/24", "a 10.0.1.5/24");
    world.report("t1", TaskState.FAILED, "n1");
    assertThat(world.nodeAddresses("n1")).containsExactly("in 10.0.0.4/24", "a 10.0.1.5/24");
    world.write(tx -> tx.delete(Kinds.TASK, "t2"));

    assertThat(world.nodeAddresses("n1")).containsExactly("in 10.0.0.4/24");
  }

  /** AL-5, CT-168: what changed while nobody led is made good. */
  @Test
  void theAddressesOfNodesFollowTheirTasksOverAChangeOfLeader() {
    web();
    world.write(tx -> tx.create(Kinds.NODE, node("n1")));
    world.report("t1", TaskState.RUNNING, "n1");
    world.resign();
    world.report("t1", TaskState.COMPLETE, "n1");
    world.writeOnly(tx -> tx.create(Kinds.NODE, node("n2")));

    world.lead();
    world.clock.runUntilIdle();

    assertThat(world.nodeAddresses("n1")).containsExactly("in 10.0.0.4/24");
    assertThat(world.nodeAddresses("n2")).hasSize(1);
  }

  /** AL-4, AL-5: and says why it waits until then. */
  @Test
  void aTaskGetsTheAddressOfOneThatHasEnded() {
    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("small", "10.5.0.0/29"));
          tx.create(Kinds.SERVICE, service("web", "small"));
          for (int n = 1; n <= 5; n++) {
            tx.create(Kinds.TASK, task("t" + n, "web"));
          }
        });
    Task waiting = world.task("t5");
    assertThat(waiting.getStatus().getState()).isEqualTo(TaskState.NEW);
    assertThat(waiting.getStatus().getErr())
        .isEqualTo("network \"name of small\" has no free address: all 5 are in use");

    world.report("t2", TaskState.FAILED, "");

    assertThat(world.addresses("t5")).isEqualTo(world.addresses("t2")).hasSize(1);
    assertThat(world.task("t5").getStatus().getErr()).isEmpty();
  }

  /** Nobody chose the size of such a block. */
  @Test
  void aFullNetworkThatAskedForNoBlockGetsAnother() {
    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("a"));
          tx.create(Kinds.SERVICE, service("web", "a"));
          for (int n = 0; n < 600; n++) {
            tx.create(Kinds.TASK, task("t" + n, "web"));
          }
        });

    assertThat(world.blocks("a")).containsExactly("10.0.0.0/24 10.0.0.1", "10.0.2.0/23 10.0.2.1");
    assertThat(world.store.view().find(Kinds.TASK, TaskKind.byState(TaskState.PENDING)))
        .hasSize(600);
    assertThat(AllocationChecker.faults(world.store.view())).isEmpty();
  }

  @Test
  void aTaskGetsTheAddressThatItAsksFor() {
    Task.Builder attachment = task("t1", "").toBuilder();
    attachment.getSpecBuilder().addNetworksBuilder().setTarget("a").addAddresses("10.0.0.77");

    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("a"));
          tx.create(Kinds.TASK, attachment.build());
          tx.create(Kinds.TASK, attachment.setId("t2").build());
        });

    assertThat(world.addresses("t1")).containsExactly("a 10.0.0.77/24");
    assertThat(world.task("t2").getStatus().getErr())
        .isEqualTo("none of the addresses [10.0.0.77] is free on network \"name of a\"");
  }

  /** AL-3: a service whose network is missing has the rest, and waits. */
  @Test
  void aServiceGetsItsAddressWhenItsNetworkComes() {
    world.write(tx -> tx.create(Kinds.SERVICE, service("web", "late")));
    world.write(tx -> tx.create(Kinds.TASK, task("t1", "web")));
    assertThat(world.task("t1").getStatus().getState()).isEqualTo(TaskState.NEW);

    world.write(tx -> tx.create(Kinds.NETWORK, network("late")));

    assertThat(world.virtualIps("web")).containsExactly("late 10.0.0.2/24");
    assertThat(world.addresses("t1")).containsExactly("late 10.0.0.3/24");
  }

  /** AL-9: in the better form: ports and endpoints are given, and tasks wait for both. */
  @Test
  void withoutAProviderThereAreNoAddressesAndNothingWaits() {
    world = started(Provider.INERT);
    web();
    world.write(tx -> tx.create(Kinds.NODE, node("n1")));
    world.report("t1", TaskState.RUNNING, "n1");

    assertThat(world.blocks("a")).isEmpty();
    assertThat(world.virtualIps("web")).isEmpty();
    assertThat(world.service("web").getEndpoint().getPorts(0).getPublishedPort()).isEqualTo(8080);
    assertThat(world.task("t1").getEndpoint()).isEqualTo(world.service("web").getEndpoint());
    assertThat(world.addresses("t1")).containsExactly("in", "a");
    assertThat(world.nodeAddresses("n1")).isEmpty();
  }

  /** Many tasks are few transactions, and an event costs the work of its task. */
  @Test
  void manyTasksAreWrittenInFewTransactions() {
    int tasks = 10_000;
    Version before =
        world.write(
            tx -> {
              tx.create(Kinds.SERVICE, service("web"));
              for (int n = 0; n < tasks; n++) {
                tx.create(Kinds.TASK, task("t" + n, "web"));
              }
            });

    long transactions = world.store.view().version().index() - before.index();

    assertThat(world.store.view().find(Kinds.TASK, TaskKind.byState(TaskState.PENDING)))
        .hasSize(tasks);
    assertThat(transactions).isLessThanOrEqualTo(tasks / 200 + 10);
  }

  /** AL-2, CT-168: what another manager gave stays, and is not given again. */
  @Test
  void whatSwarmKitGaveIsKept() throws IOException {
    byte[] saved = Files.readAllBytes(SharedData.require("data/swarmkit/snapshot.pb"));
    StoreSnapshot snapshot = StoreSnapshot.parseFrom(saved);
    world.resign();
    world.store.restore(snapshot);
    world.lead();
    world.clock.runUntilIdle();

    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("new"));
          for (Service old : snapshot.getServicesList()) {
            for (int n = 0; n < 5; n++) {
              tx.create(Kinds.TASK, task(old.getId() + n, old.getId()));
            }
          }
        });

    var view = world.store.view();
    assertThat(AllocationChecker.faults(view)).isEmpty();
    assertThat(view.find(Kinds.TASK, TaskKind.byState(TaskState.NEW))).isEmpty();
    for (Task old : snapshot.getTasksList()) {
      assertThat(world.task(old.getId()).getNetworksList()).isEqualTo(old.getNetworksList());
    }
    for (Service old : snapshot.getServicesList()) {
      assertThat(world.service(old.getId()).getEndpoint().getVirtualIpsList())
          .containsAll(old.getEndpoint().getVirtualIpsList());
    }
    assertThat(world.blocks("new")).containsExactly("10.0.3.0/24 10.0.3.1");
  }

  private void web() {
    Service.Builder web = service("web", "a").toBuilder();
    web.getSpecBuilder().getEndpointBuilder().addPorts(port(8080));
    world.write(
        tx -> {
          tx.create(Kinds.NETWORK, network("a"));
          tx.create(Kinds.NETWORK, ingress("in"));
          tx.create(Kinds.SERVICE, web.build());
          tx.create(Kinds.TASK, task("t1", "web"));
        });
  }
}
