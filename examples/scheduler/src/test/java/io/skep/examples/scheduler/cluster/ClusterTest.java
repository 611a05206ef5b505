package io.skep.examples.scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
  @Test
  void aCountGivesOneManagerAndWorkersOfTheStatedSize() {
    Iterator<String> ids = List.of("a", "b", "c").iterator();

    List<Node> nodes = Cluster.uniform(3).toNodes(ids::next);

    assertThat(nodes).extracting(Node::getId).containsExactly("a", "b", "c");
    assertThat(nodes)
        .extracting(node -> node.getDescription().getHostname())
        .containsExactly("node-1", "node-2", "node-3");
    assertThat(nodes)
        .extracting(Node::getRole)
        .containsExactly(NodeRole.MANAGER, NodeRole.WORKER, NodeRole.WORKER);
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(node.getDescription().getResources()).isEqualTo(Cluster.UNIFORM_SIZE));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 10_001})
  void aCountOutsideTheBoundsIsRefused(int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cluster.uniform(count))
        .withMessageContaining("1 to 10,000 nodes");
  }

  @Test
  void labelsAreKeptInKeyOrderWhateverMapTheyCameIn() {
    NodeShape node =
        NodeShape.worker("heron", Cluster.UNIFORM_SIZE)
            .withLabels(Map.of("zone", "n", "disk", "ssd", "arch", "x"));

    assertThat(node.labels().keySet()).containsExactly("arch", "disk", "zone");
  }
}
