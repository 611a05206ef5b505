package io.skep.examples.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.NodeStatus;
import io.skep.api.SharedData;
import io.skep.examples.scheduler.input.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerNodesTest {
  private static final String TWO =
      """
      [{"ID": "m1", "CreatedAt": "2020-06-19T19:14:12Z", "Later": {"Version": 9},
        "Spec": {"Labels": null, "Role": "manager", "Availability": "drain"},
        "Description": {
          "Hostname": "oxygen",
          "Platform": {"Architecture": "x86_64", "OS": "linux"},
          "Resources": {"NanoCPUs": 8000000000, "MemoryBytes": 33369206784,
            "GenericResources": [
              {"NamedResourceSpec": {"Kind": "gpu", "Value": "left"}},
              {"DiscreteResourceSpec": {"Kind": "ssd", "Value": 3}}]},
          "Engine": {"Labels": {"storage": "fast"}, "Plugins": [{"Type": "Log", "Name": "gelf"}]}},
        "Status": {"State": "ready", "Addr": "10.0.0.1"}},
       {"ID": "w1", "Spec": {"Labels": {"zone": "a"}, "Role": "worker", "Availability": "active"},
        "Description": {"Hostname": "worker"}, "Status": {"State": "down", "Addr": "0.0.0.0"}}]
      """;

  private static List<Node> nodes(String text) {
    var id = new int[1];
    return ClusterFile.parse("nodes.json", text).toNodes(() -> "n" + ++id[0]);
  }

  @Test
  void aListIsReadAsTheAnswerOfADockerEngine() {
    Node manager = nodes(TWO).get(0);

    assertThat(manager.getRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(manager.getSpec().getAvailability()).isEqualTo(Availability.DRAIN);
    assertThat(manager.getStatus().getAddr()).isEqualTo("10.0.0.1");
    assertThat(manager.getDescription().getHostname()).isEqualTo("oxygen");
    assertThat(manager.getDescription().getResources().getNanoCpus()).isEqualTo(8_000_000_000L);
    assertThat(manager.getDescription().getResources().getMemoryBytes()).isEqualTo(33369206784L);
    assertThat(manager.getDescription().getResources().getGenericList())
        .containsExactly(Generic.named("gpu", "left"), Generic.alike("ssd", 3));
    assertThat(manager.getDescription().getEngine().getLabelsMap())
        .containsEntry("storage", "fast");
    assertThat(manager.getDescription().getEngine().getPluginsList())
        .singleElement()
        .satisfies(plugin -> assertThat(plugin.getName()).isEqualTo("gelf"));
  }

  @Test
  void aNodeThatIsDownStaysSo() {
    Node worker = nodes(TWO).get(1);

    assertThat(worker.getStatus().getState()).isEqualTo(NodeStatus.State.DOWN);
    assertThat(worker.getSpec().getAnnotations().getLabelsMap()).containsEntry("zone", "a");
  }

  @Test
  void aNodeThatNeverReportedIsCalledByItsId() {
    assertThat(nodes("[{\"ID\": \"abc\", \"Status\": {\"State\": \"unknown\"}}]"))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.getDescription().getHostname()).isEqualTo("abc");
              assertThat(node.getStatus().getState()).isEqualTo(NodeStatus.State.UNKNOWN);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; 0 nodes are listed",
        "[{}]; neither ID nor Description.Hostname",
        "[{\"ID\": \"a\", \"Spec\": {\"Role\": \"boss\"}}]; Spec.Role is 'boss', which is not"
            + " known",
        "[{\"ID\": \"a\", \"Status\": {\"State\": \"dead\"}}]; Status.State is 'dead'",
        "[{\"ID\": \"a\", \"Description\": {\"Resources\": {\"NanoCPUs\": -1}}}]; must not be"
            + " negative",
        "[{\"ID\": \"a\"; nodes.json:1",
      })
  void whatIsNoNodeIsRefusedWithItsPlace(String text, String said) {
    assertThatThrownBy(() -> ClusterFile.parse("nodes.json", text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("nodes.json")
        .hasMessageContaining(said);
  }

  @Test
  void aRecordedAnswerIsACluster() {
    Cluster cluster = ClusterFile.load(SharedData.require("data/swarm-api/swarmprom/nodes.json"));

    assertThat(cluster.nodes())
        .extracting(NodeShape::hostname)
        .containsExactly("master-3", "oxygen", "master-2", "worker-1", "worker-2");
    assertThat(cluster.nodes().stream().filter(node -> node.role() == NodeRole.MANAGER)).hasSize(3);
    assertThat(cluster.nodes())
        .allSatisfy(node -> assertThat(node.resources().getMemoryBytes()).isEqualTo(33369206784L));
  }
}
