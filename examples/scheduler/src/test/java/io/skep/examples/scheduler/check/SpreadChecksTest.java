package io.skep.examples.scheduler.check;

import static io.skep.examples.scheduler.check.SmallCluster.atMost;
import static io.skep.examples.scheduler.check.SmallCluster.constrained;
import static io.skep.examples.scheduler.check.SmallCluster.spreadOver;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.TaskState;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** SC-63 to SC-67. */
class SpreadChecksTest {
  private final SmallCluster cluster = new SmallCluster();

  @Test
  void nodesThatDifferByOneAreEven() {
    cluster
        .replicated("web", 4, spec -> {})
        .running("web", 1, "a")
        .running("web", 2, "b")
        .running("web", 3, "c")
        .running("web", 4, "c");

    assertThat(unevenness()).isEmpty();
  }

  @Test
  void aNodeThatCouldTakeOneMoreMustNotLagByTwo() {
    cluster.replicated("web", 2, spec -> {}).running("web", 1, "a").running("web", 2, "a");

    assertThat(unevenness())
        .containsExactly(
            "web: node 'host-a' has 2 tasks but 'host-b' has 0 and could take more",
            "web: node 'host-a' has 2 tasks but 'host-c' has 0 and could take more");
  }

  @Test
  void aNodeThatCannotTakeOneMoreMayLag() {
    cluster
        .replicated("web", 3, constrained("node.labels.zone==1").andThen(atMost(2)))
        .running("web", 1, "a")
        .running("web", 2, "a")
        .running("web", 3, "b");

    assertThat(unevenness()).isEmpty();
  }

  @Test
  void branchesAreComparedAsAWholeBeforeTheirNodes() { // SC-67
    cluster
        .replicated("web", 4, spreadOver("node.labels.zone"))
        .running("web", 1, "a")
        .running("web", 2, "b")
        .running("web", 3, "c")
        .running("web", 4, "c");

    assertThat(unevenness()).isEmpty();
  }

  @Test
  void aBranchThatLagsIsReportedByItsLabel() { // SC-65, SC-66
    cluster
        .replicated("web", 4, spreadOver("node.labels.zone"))
        .running("web", 1, "a")
        .running("web", 2, "a")
        .running("web", 3, "b")
        .running("web", 4, "c");

    assertThat(unevenness())
        .containsExactly("web: node.labels.zone '1' has 3 tasks but '2' has 1 and could take more");
  }

  @Test
  void theInnerLevelIsComparedWithinEachBranch() { // SC-65, SC-66
    cluster
        .node("a", rack("r1"))
        .node("b", rack("r2"))
        .node("c", rack("r1"))
        .replicated(
            "web", 4, spreadOver("node.labels.zone").andThen(spreadOver("Engine.Labels.rack")))
        .running("web", 1, "a")
        .running("web", 2, "a")
        .running("web", 3, "c")
        .running("web", 4, "c");

    assertThat(unevenness())
        .containsExactly(
            "web: Engine.Labels.rack 'r1' has 2 tasks but 'r2' has 0 and could take more");
  }

  @Test
  void theOuterLevelIsMoreImportantThanTheInner() { // SC-65, SC-66
    cluster
        .node("a", rack("r1"))
        .node("b", rack("r2"))
        .node("c", rack("r1"))
        .replicated(
            "web", 4, spreadOver("node.labels.zone").andThen(spreadOver("engine.labels.rack")))
        .running("web", 1, "a")
        .running("web", 2, "b")
        .running("web", 3, "c")
        .running("web", 4, "c");

    assertThat(unevenness()).isEmpty();
  }

  private static Consumer<Node.Builder> rack(String name) {
    return node -> node.getDescriptionBuilder().getEngineBuilder().putLabels("rack", name);
  }

  @Test
  void aPrefixWithoutANameIsNoLevel() { // SC-64
    cluster
        .replicated("web", 2, spreadOver("node.labels."))
        .running("web", 1, "a")
        .running("web", 2, "a");

    assertThat(unevenness()).hasSize(2);
  }

  @Test
  void globalServicesAndTasksThatAreNotWantedAreNotSpread() {
    cluster
        .global("log", spec -> {})
        .running("log", 0, "a")
        .running("log", 0, "a")
        .replicated("old", 0, spec -> {})
        .task("old", 1, "a", task -> task.setDesiredState(TaskState.SHUTDOWN))
        .task("old", 2, "a", task -> task.setDesiredState(TaskState.SHUTDOWN));

    assertThat(unevenness()).isEmpty();
  }

  @Test
  void tasksThatAreNotWantedDoNotSayWhereOthersMayGo() {
    cluster
        .replicated("web", 4, constrained("node.labels.zone==1"))
        .task("web", 1, "a", t -> t.clearSpec().setDesiredState(TaskState.SHUTDOWN))
        .running("web", 1, "a")
        .running("web", 2, "a")
        .running("web", 3, "b")
        .running("web", 4, "b");

    assertThat(unevenness()).isEmpty();
  }

  @Test
  void whatIsNoLabelIsNoLevel() { // SC-64
    cluster
        .replicated("web", 2, spreadOver("node.hostname"))
        .running("web", 1, "a")
        .running("web", 2, "a");

    assertThat(unevenness()).hasSize(2);
  }

  private List<String> unevenness() {
    return PlacementChecker.unevenness(cluster.snapshot());
  }
}
