package io.skep.scheduler.placement;

import static io.skep.scheduler.world.A.availability;
import static io.skep.scheduler.world.A.label;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.runningOn;
import static io.skep.scheduler.world.A.spread;
import static io.skep.scheduler.world.A.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Node;
import io.skep.api.NodeSpec.Availability;
import io.skep.api.Task;
import io.skep.scheduler.cluster.Cluster;
import io.skep.scheduler.cluster.NodeInfo;
import io.skep.scheduler.order.FewestTasks;
import io.skep.scheduler.order.FewestTasksOfService;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The tree by which tasks spread over data centres, racks and whatever else is preferred. */
final class SpreadTreeTest {
  private static final int MOST_TASKS = 20;

  private final Cluster cluster = new Cluster();
  private int tasks;

  private void nodeWith(int tasksOfService, String id, Consumer<Node.Builder> labels) {
    cluster.put(node(id, labels));
    hold(tasksOfService, "service1", id);
  }

  private void hold(int count, String service, String nodeId) {
    for (int i = 0; i < count; i++) {
      cluster.hold(task("task" + tasks++, ofService(service), runningOn(nodeId)));
    }
  }

  private static Consumer<Node.Builder> at(String datacenter, String rack) {
    return label("datacenter", datacenter).andThen(label("rack", rack));
  }

  private static Task next(String... labels) {
    String[] descriptors =
        List.of(labels).stream().map("node.labels."::concat).toArray(String[]::new);
    return task("next", ofService("service1"), spread(descriptors));
  }

  private static boolean isActive(NodeInfo node) {
    return node.node().getSpec().getAvailability() == Availability.ACTIVE;
  }

  private SpreadTree treeFor(Task task) {
    var tree = new SpreadTree(task, List.of(new FewestTasksOfService(), new FewestTasks()));
    refresh(tree);
    return tree;
  }

  private int refresh(SpreadTree tree) {
    return tree.refresh(
        cluster, node -> isActive(node) && node.activeTasks() < MOST_TASKS, Instant.EPOCH);
  }

  private void place(SpreadTree tree, String nodeId) {
    hold(1, "service1", nodeId);
    refresh(tree);
  }

  // CT-22, SC-3, SC-65
  @Test
  void everyBranchHasAsManyTasksAsItsPartsTogether() {
    nodeWith(3, "n1", at("dc1", "r1"));
    nodeWith(2, "n2", at("dc1", "r2"));
    nodeWith(4, "n3", at("dc2", "r2"));
    nodeWith(2, "n4", node -> {});
    nodeWith(1, "n5", node -> {});
    hold(7, "service2", "n1");

    assertThat(treeFor(next("datacenter", "rack")))
        .as("no data centre with no rack, then dc1 with r1 and r2, then dc2 with r2")
        .hasToString("12[3[3], 5[3, 2], 4[4]]");
    assertThat(treeFor(next("rack"))).hasToString("12[3, 3, 6]");
    assertThat(treeFor(next())).hasToString("12");
  }

  // SC-3, SC-65, SC-66
  @Test
  void theCountsStayTrueWhileTasksArePlacedAndNodesFillUp() {
    nodeWith(3, "n1", at("dc1", "r1"));
    hold(MOST_TASKS - 4, "service2", "n1");
    nodeWith(2, "n2", at("dc1", "r2"));
    nodeWith(0, "n3", at("dc2", "r2").andThen(availability(Availability.PAUSE)));
    nodeWith(4, "n4", at("dc2", "r2"));
    hold(MOST_TASKS - 5, "service2", "n4");
    SpreadTree tree = treeFor(next("datacenter", "rack"));
    assertThat(tree).hasToString("9[5[3, 2], 4[4]]");

    assertThat(tree.best().map(NodeInfo::id)).hasValue("n4");
    place(tree, "n4");
    assertThat(tree).as("the full part counts on").hasToString("10[5[3, 2], 5[5]]");

    assertThat(tree.best().map(NodeInfo::id)).hasValue("n2");
    tree.drop();
    assertThat(tree).hasToString("10[5[3, 2], 5[5]]");

    assertThat(tree.best().map(NodeInfo::id)).hasValue("n1");
    place(tree, "n1");
    assertThat(tree).hasToString("11[6[4, 2], 5[5]]");
    assertThat(tree.best()).isEmpty();
  }

  // SC-5
  @Test
  void onlyNodesThatChangedAreLookedAtAgain() {
    nodeWith(3, "n1", at("dc1", "r1"));
    nodeWith(2, "n2", at("dc1", "r2"));
    var tree = new SpreadTree(next("datacenter"), List.of(new FewestTasksOfService()));
    assertThat(refresh(tree)).isEqualTo(2);
    assertThat(refresh(tree)).isZero();
    hold(1, "service1", "n2");
    assertThat(refresh(tree)).isEqualTo(1);
    assertThat(tree).hasToString("6[6]");
  }

  // SC-27, SC-29, SC-65
  @Test
  void nodesThatMoveOrGoTakeTheirTasksAlong() {
    nodeWith(3, "n1", at("dc1", "r1"));
    nodeWith(2, "n2", at("dc1", "r2"));
    SpreadTree tree = treeFor(next("datacenter", "rack"));

    cluster.put(node("n1", at("dc2", "r1")));
    refresh(tree);
    assertThat(tree).hasToString("5[2[2], 3[3]]");
    cluster.remove("n2");
    refresh(tree);
    assertThat(tree).as("the only node left").hasToString("3[3[3]]");
    cluster.put(node("n1", at("dc2", "r7")));
    refresh(tree);
    assertThat(tree).hasToString("3[3[3]]");
    assertThat(tree.best().map(NodeInfo::id)).hasValue("n1");
    cluster.remove("n1");
    nodeWith(1, "n3", at("dc9", "r9"));
    refresh(tree);
    assertThat(tree).as("another node in the place of one that is gone").hasToString("1[1[1]]");
  }
}
