package io.skep.examples.scheduler.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.skep.api.NodeRole;
import io.skep.examples.scheduler.cluster.NodeShape;
import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.stack.MissingFiles;
import io.skep.examples.scheduler.stack.Stack;
import io.skep.examples.scheduler.stack.StackName;
import io.skep.examples.scheduler.stack.loader.StackLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SampleTest {
  @Test
  void theClusterHasOneManagerAndFourWorkersInThreeZones() {
    List<NodeShape> nodes = Sample.cluster().nodes();

    assertThat(nodes)
        .extracting(NodeShape::role)
        .containsExactly(
            NodeRole.MANAGER, NodeRole.WORKER, NodeRole.WORKER, NodeRole.WORKER, NodeRole.WORKER);
    assertThat(nodes.stream().map(node -> node.labels().get("zone")).distinct()).hasSize(3);
    assertThat(nodes).extracting(NodeShape::hostname).contains(Sample.FAILING_NODE);
  }

  @Test
  void theUnfitServiceAsksForMoreMemoryThanAnyNodeHas() {
    assertThat(Sample.cluster().nodes())
        .allSatisfy(node -> assertThat(node.resources().getMemoryBytes()).isLessThan(64L << 30));
    assertThat(Sample.expectedPending())
        .containsExactly(
            new ExpectedPending(
                "recommender",
                2,
                "no suitable node (insufficient resources on 4 nodes; 1 node not available for new"
                    + " tasks)"));
  }

  @Test
  void theStackIsReadWithoutAnythingToRemark() {
    var loader = new StackLoader(Map.of(), MissingFiles.REFUSE);

    Stack stack =
        loader.parse(
            new StackName(Sample.STACK_NAME), "stack.yml", Sample.stackText(), Path.of("."));

    assertThat(stack.notices()).isEmpty();
    assertThat(stack.services())
        .extracting(service -> service.getAnnotations().getName())
        .containsExactly(
            "shop_web",
            "shop_api",
            "shop_db",
            "shop_cache",
            "shop_thumbnails",
            "shop_log-agent",
            "shop_recommender");
  }

  @Test
  void aStackWithoutADeclarationExpectsNothingToBePending() {
    assertThat(ExpectedPending.parse("s.yml", "services: {web: {image: a}}")).isEmpty();
  }

  @Test
  void aDeclarationWithoutCountOrReasonIsRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> ExpectedPending.parse("s.yml", "x-expect-pending: {web: {count: 1}}"))
        .withMessage("s.yml: x-expect-pending.web needs a count of at least 1 and a reason");
  }
}
