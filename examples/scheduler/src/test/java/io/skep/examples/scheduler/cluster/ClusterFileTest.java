package io.skep.examples.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.skep.api.GenericResource;
import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.NodeSpec;
import io.skep.api.NodeStatus;
import io.skep.api.PluginDescription;
import io.skep.examples.scheduler.input.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFileTest {
  private static final String EVERYTHING =
      """
      nodes:
        - hostname: heron
          role: manager
          availability: drain
          address: 10.0.0.7
          labels: {zone: north, rank: 1, empty: }
          platform: {os: windows, arch: aarch64}
          resources:
            cpus: 2.5
            memory: 3GiB
            generic:
              gpu: 2
              fpga: [left, right]
          engine:
            labels: {storage: overlay2}
            plugins: {Volume: [nfs]}
      """;

  @Test
  void everyKeyOfANodeReachesItsMessage() {
    Node node = onlyNode(EVERYTHING);

    assertThat(node.getId()).isEqualTo("id-0");
    assertThat(node.getDescription().getHostname()).isEqualTo("heron");
    assertThat(node.getRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getSpec().getDesiredRole()).isEqualTo(NodeRole.MANAGER);
    assertThat(node.getSpec().getMembership()).isEqualTo(NodeSpec.Membership.ACCEPTED);
    assertThat(node.getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.DRAIN);
    assertThat(node.getStatus().getState()).isEqualTo(NodeStatus.State.READY);
    assertThat(node.getStatus().getAddr()).isEqualTo("10.0.0.7");
    assertThat(node.getSpec().getAnnotations().getLabelsMap())
        .isEqualTo(Map.of("zone", "north", "rank", "1", "empty", ""));
    assertThat(node.getDescription().getPlatform().getOs()).isEqualTo("windows");
    assertThat(node.getDescription().getPlatform().getArchitecture()).isEqualTo("aarch64");
    assertThat(node.getDescription().getEngine().getLabelsMap())
        .isEqualTo(Map.of("storage", "overlay2"));
  }

  @Test
  void resourcesAreCountedInNanoCpusBytesAndGenericUnits() {
    Node node = onlyNode(EVERYTHING);

    assertThat(node.getDescription().getResources().getNanoCpus()).isEqualTo(2_500_000_000L);
    assertThat(node.getDescription().getResources().getMemoryBytes()).isEqualTo(3L << 30);
    List<GenericResource> generic = node.getDescription().getResources().getGenericList();
    assertThat(generic).hasSize(3);
    assertThat(generic.get(0).getDiscreteResourceSpec().getKind()).isEqualTo("gpu");
    assertThat(generic.get(0).getDiscreteResourceSpec().getValue()).isEqualTo(2);
    assertThat(generic.subList(1, 3))
        .extracting(unit -> unit.getNamedResourceSpec().getValue())
        .containsExactly("left", "right");
  }

  @Test
  void pluginsComeBesideThoseThatEveryEngineHas() {
    Node node = onlyNode(EVERYTHING);

    assertThat(node.getDescription().getEngine().getPluginsList())
        .startsWith(EnginePlugins.STANDARD.toArray(PluginDescription[]::new))
        .endsWith(PluginDescription.newBuilder().setType("Volume").setName("nfs").build());
  }

  @Test
  void aNodeNeedsOnlyAHostname() {
    Node node = onlyNode("nodes: [{hostname: heron}, {hostname: wren}]");

    assertThat(node.getDescription().getResources()).isEqualTo(Cluster.UNIFORM_SIZE);
    assertThat(node.getDescription().getPlatform()).isEqualTo(NodeShape.LINUX);
    assertThat(node.getSpec().getAvailability()).isEqualTo(NodeSpec.Availability.ACTIVE);
  }

  @Test
  void theFirstNodeIsTheManagerWhenNoneIsNamed() {
    Cluster cluster = ClusterFile.parse("n", "nodes: [{hostname: a}, {hostname: b}]");
    Cluster named = ClusterFile.parse("n", "nodes: [{hostname: a}, {hostname: b, role: manager}]");

    assertThat(cluster.nodes())
        .extracting(NodeShape::role)
        .containsExactly(NodeRole.MANAGER, NodeRole.WORKER);
    assertThat(named.nodes())
        .extracting(NodeShape::role)
        .containsExactly(NodeRole.WORKER, NodeRole.MANAGER);
  }

  @Test
  void jsonIsReadToo() {
    String json =
        """
        {"nodes": [{"hostname": "heron", "resources": {"cpus": 1, "generic": {"gpu": ["a"]}}}]}
        """;

    assertThat(onlyNode(json).getDescription().getResources().getNanoCpus())
        .isEqualTo(1_000_000_000L);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "unknown key           | 'colour: red'            | 3:5: nodes[0]: unknown key 'colour'",
        "unknown key, mapping  | 'colour: {a: b}'         | 3:5: nodes[0]: unknown key 'colour'",
        "wrong role            | 'role: boss'             | 3:11: nodes[0].role: 'boss' is not one of manager, worker",
        "wrong type            | 'labels: [a, b]'         | 3:13: nodes[0].labels: expected a mapping here",
        "cpus not a number     | 'resources: {cpus: lots}'| 3:23: nodes[0].resources.cpus: 'lots' is not a number",
        "negative cpus         | 'resources: {cpus: -1}'  | 3:23: cpus must be 0 to 100000 but is -1",
        "memory not a size     | 'resources: {memory: 4X}'| 3:25: nodes[0].resources.memory: '4X' is not a size",
        "no generic unit       | 'resources: {generic: {gpu: 0}}' | 3:32: gpu must be at least 1 but is 0",
        "units named alike     | 'resources: {generic: {gpu: [a, a]}}' | 3:32: the units of gpu must each have a name",
        "generic of no kind    | 'resources: {generic: {gpu: two}}' | 3:32: nodes[0].resources.generic.gpu: write how many units",
        "key given twice       | 'hostname: twin'         | 3:13: nodes[0]: key 'hostname' is given twice",
        "alias                 | 'role: *x'               | 3:11: nodes[0]: aliases (*name) are not supported",
        "broken YAML           | 'labels: {a: b'          | 4:1: while parsing a flow mapping",
      })
  void aMistakeIsReportedWithItsPlaceAndReason(String name, String line, String expected) {
    String text = "nodes:\n  - hostname: heron\n    " + line.substring(1, line.length() - 1) + "\n";

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.parse("nodes.yml", text))
        .withMessageStartingWith("nodes.yml:" + expected);
  }

  @Test
  void allWrongValuesAreReportedAtOnce() {
    String text =
        """
        nodes:
          - hostname: heron
          - role: worker
          - hostname: heron
            resources: {cpus: -2}
        """;

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.parse("nodes.yml", text))
        .withMessage(
            """
            nodes.yml:3:5: this node has no 'hostname'
            nodes.yml:4:15: a node called 'heron' is already listed above
            nodes.yml:5:23: cpus must be 0 to 100000 but is -2""");
  }

  @ParameterizedTest
  @CsvSource({
    "'', the file is empty",
    "'# nothing', the file is empty",
    "'nodes: ', 'nodes' must list at least one node",
    "'nodes: []', 'nodes' must list at least one node",
    "'{}', 'nodes' must list at least one node",
  })
  void aFileWithoutNodesIsRefused(String text, String reason) {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.parse("nodes.yml", text))
        .withMessage("nodes.yml: " + reason);
  }

  @Test
  void anEntryThatIsNoNodeIsRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.parse("nodes.yml", "nodes: [heron]"))
        .withMessage("nodes.yml:1:9: nodes[0]: expected a mapping here");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.parse("nodes.yml", "nodes:\n  -\n"))
        .withMessage("nodes.yml:2:4: nodes[0]: has no value");
  }

  @Test
  void aFileThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path latin = folder.resolve("latin.yml");
    Files.write(latin, new byte[] {(byte) 0xe9, (byte) 0xe9});

    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.load(folder.resolve("absent.yml")))
        .withMessageEndingWith("absent.yml: there is no such file");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.load(folder))
        .withMessageEndingWith("this is a directory; name a file in it");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ClusterFile.load(latin))
        .withMessageEndingWith("latin.yml: this is not text in UTF-8");
  }

  private static Node onlyNode(String text) {
    Iterator<String> ids = IntStream.range(0, 9).mapToObj(i -> "id-" + i).iterator();
    return ClusterFile.parse("nodes.yml", text).toNodes(ids::next).get(0);
  }
}
