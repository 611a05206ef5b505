package io.skep.manager.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Network;
import io.skep.api.Node;
import io.skep.api.Service;
import io.skep.api.ServiceSpec;
import io.skep.api.SharedData;
import io.skep.api.StoreSnapshot;
import io.skep.api.Task;
import io.skep.manager.Cluster;
import io.skep.manager.config.Configuration;
import io.skep.manager.config.Key;
import io.skep.manager.config.Settings;
import io.skep.server.Refusal;
import io.vertx.grpc.common.GrpcStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DaemonTest {
  @TempDir private Path folder;
  private Daemon daemon;

  private Path socket() {
    return folder.resolve("s");
  }

  private Settings settings(Map<Key, String> more) {
    Map<Key, String> flags = new EnumMap<>(Key.class);
    flags.put(Key.DATA, folder.resolve("data").toString());
    flags.put(Key.SOCKET, socket().toString());
    flags.put(Key.OPERATORS, "127.0.0.1:0");
    flags.put(Key.SIMULATE_WORKERS, "3");
    flags.putAll(more);
    return Settings.of(Configuration.of(Optional.empty(), Map.of(), flags));
  }

  private Daemon start(Map<Key, String> more) throws IOException {
    daemon = Daemon.start(settings(more));
    return daemon;
  }

  @AfterEach
  void stop() throws IOException {
    if (daemon != null) {
      daemon.stop();
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + daemon.operatorPort().orElseThrow() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void aServiceRunsOnTheSimulatedWorkers() throws Exception {
    start(Map.of());
    try (Cluster cluster = Cluster.at(socket())) {
      cluster.create(Cluster.spec("web", 3));

      List<Task> running = cluster.running(3);
      assertThat(running.stream().map(Task::getNodeId))
          .containsExactlyInAnyOrderElementsOf(cluster.nodes().stream().map(Node::getId).toList());
      assertThat(cluster.networks())
          .as("what command lines show of a network is there")
          .allMatch(Network::hasDriverState);
    }
  }

  @Test
  void constraintsAreTheSchedulers() throws Exception {
    start(Map.of());
    try (Cluster cluster = Cluster.at(socket())) {
      ServiceSpec.Builder wrong = Cluster.spec("web", 1).toBuilder();
      wrong.getTaskBuilder().getPlacementBuilder().addConstraints("node.role=worker");
      assertThat(cluster.refused(wrong.build()))
          .isEqualTo(Refusal.unknown("constraint expected one operator from ==, !="));

      ServiceSpec.Builder second = Cluster.spec("web", 1).toBuilder();
      second.getTaskBuilder().getPlacementBuilder().addConstraints("node.hostname == worker-2");
      cluster.create(second.build());
      String nodeId = cluster.running(1).get(0).getNodeId();
      assertThat(cluster.nodes())
          .filteredOn(node -> node.getId().equals(nodeId))
          .singleElement()
          .matches(node -> node.getDescription().getHostname().equals("worker-2"));
    }
  }

  @Test
  void operatorsAreTold() throws Exception {
    start(Map.of());

    assertThat(get("/livez").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").body()).contains("\"server\" : \"good\"");
    assertThat(get("/queue").body()).contains("scheduler: ").contains("simulated-agents: ");
    assertThat(get("/metrics").body())
        .contains("skep_store_objects{kind=\"node\"} 3.0")
        .contains("skep_store_proposals ");
    assertThat(get("/readyz").body()).contains("\"store\" : \"good\"");
  }

  @Test
  void operatorsAreToldOfSnapshotsIfTheStoreIsInMemory() throws Exception {
    start(Map.of(Key.STORE, "memory"));

    assertThat(get("/metrics").body())
        .contains("skep_snapshot_age ")
        .contains("skep_snapshot_failures_total 0.0");
  }

  @Test // api.W-15
  void limitsHoldForItsClients() throws Exception {
    start(Map.of(Key.MESSAGE_BYTES, "65536"));
    try (Cluster cluster = Cluster.at(socket())) {
      ServiceSpec.Builder large = Cluster.spec("web", 1).toBuilder();
      large.getAnnotationsBuilder().putLabels("large", "x".repeat(65_536));

      assertThat(cluster.refused(large.build()).status()).isEqualTo(GrpcStatus.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void readsAreLinearizableIfAskedFor() throws Exception {
    start(Map.of(Key.READS, "linearizable"));
    try (Cluster cluster = Cluster.at(socket())) {
      cluster.create(Cluster.spec("web", 1));

      assertThat(cluster.services()).hasSize(1);
    }
  }

  @Test
  void clientsThatNeedTlsOverTheSocketGetIt() throws Exception {
    start(Map.of(Key.SOCKET_TLS, "true"));
    try (Cluster cluster = Cluster.underTls(socket())) {
      assertThat(cluster.nodes()).hasSize(3);
    }
  }

  @Test
  void whoConnectsByTcpOnThisMachineIsServedIfAskedFor() throws Exception {
    start(Map.of(Key.SOCKET, "none", Key.TCP, "127.0.0.1:0", Key.TCP_INSECURE, "true"));
    try (Cluster cluster = Cluster.at("127.0.0.1", daemon.ports().get(0))) {
      assertThat(cluster.nodes()).hasSize(3);
    }
  }

  @Test
  void aFailedStartLeavesNothingRunning() throws Exception {
    Files.writeString(socket(), "a file of somebody's");

    assertThatThrownBy(() -> start(Map.of()))
        .isInstanceOf(DaemonException.class)
        .hasMessageContaining("is there and is no socket");

    Files.delete(socket());
    start(Map.of());
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"durable", "memory"})
  void whatIsAcknowledgedIsThereAfterAStop(String store) throws Exception {
    start(Map.of(Key.STORE, store, Key.SNAPSHOT_INTERVAL, "1h"));
    String history = daemon.historyId();
    try (Cluster cluster = Cluster.at(socket())) {
      for (int i = 0; i < 20; i++) {
        cluster.create(Cluster.spec("service-" + i, 1));
      }
    }
    daemon.stop();
    daemon.stop(); // Says nothing new.

    start(Map.of(Key.STORE, store, Key.SIMULATE_WORKERS, "0"));
    assertThat(daemon.historyId()).isEqualTo(history);
    try (Cluster cluster = Cluster.at(socket())) {
      assertThat(cluster.services()).hasSize(20);
      assertThat(cluster.nodes())
          .as("workers that are no longer simulated")
          .allMatch(node -> node.getStatus().getStateValue() == 1);
    }
  }

  @Test // G9; by the way that docs/operations.md tells
  void aSnapshotOfSwarmKitsBecomesADurableStore() throws Exception {
    Path original = SharedData.require("data/swarmkit/snapshot.pb");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.copy(original, data.resolve("snapshot"));
    StoreSnapshot saved = StoreSnapshot.parseFrom(Files.readAllBytes(original));
    List<String> services = saved.getServicesList().stream().map(Service::getId).toList();
    List<String> nodes = saved.getNodesList().stream().map(Node::getId).toList();
    assertThat(services).isNotEmpty();

    for (int start = 1; start <= 2; start++) {
      start(Map.of(Key.SIMULATE_WORKERS, "0"));
      try (Cluster cluster = Cluster.at(socket())) {
        assertThat(cluster.services()).extracting(Service::getId).hasSameElementsAs(services);
        assertThat(cluster.nodes()).extracting(Node::getId).hasSameElementsAs(nodes);
      }
      daemon.stop();
    }
  }
}
