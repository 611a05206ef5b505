package io.skep.scheduler.reconciler;

import static io.skep.scheduler.world.A.logDriver;
import static io.skep.scheduler.world.A.mayRunOn;
import static io.skep.scheduler.world.A.networkDriver;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.ofService;
import static io.skep.scheduler.world.A.platform;
import static io.skep.scheduler.world.A.plugin;
import static io.skep.scheduler.world.A.service;
import static io.skep.scheduler.world.A.task;
import static io.skep.scheduler.world.A.volumeDriver;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Mount;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.world.A;
import io.skep.scheduler.world.World;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The filters at work, in a scheduler. */
final class FilteringTest {
  private final World world = new World();

  /** Adds a task; returns its node, or why it has none. */
  @SafeVarargs
  private String fate(String id, Consumer<Task.Builder>... with) {
    world.tasks(task(id, with));
    return world.nodeOf(id).isEmpty() ? world.err(id) : world.nodeOf(id);
  }

  // CT-42, SC-55
  @Test
  void tasksGoToPlatformsThatTheyMayRunOn() {
    world.nodes(
        node("node1", platform("x86_64", "linux")),
        node("node2", platform("amd64", "windows")),
        node("node3"));

    assertThat(fate("a", mayRunOn("amd64", "linux"))).isEqualTo("node1");
    assertThat(fate("b", mayRunOn("arm", "linux")))
        .isEqualTo("no suitable node (unsupported platform on 3 nodes)");
    assertThat(fate("c")).isIn("node2", "node3");
    assertThat(fate("d", mayRunOn("", "linux"))).isEqualTo("node1");
    assertThat(fate("e", mayRunOn("amd64", "linux"), mayRunOn("x86_64", "windows")))
        .isIn("node1", "node2");
  }

  // CT-47, SC-53
  @Test
  void tasksGoToNodesWithTheirPlugins() {
    world.nodes(node("node1", plugin("Volume", "plugin1"), plugin("Log", "default")));
    assertThat(fate("t1", volumeDriver("plugin1"))).isEqualTo("node1");
    assertThat(fate("bind", A.mounts(Mount.newBuilder().setSource("/x").build())))
        .isEqualTo("node1");
    assertThat(fate("t2", volumeDriver("plugin1"), volumeDriver("plugin2")))
        .isEqualTo("no suitable node (missing plugin on 1 node)");

    world.nodes(
        node(
            "node2",
            plugin("Volume", "plugin1"),
            plugin("Volume", "plugin2"),
            plugin("Log", "default")));
    assertThat(world.nodeOf("t2")).isEqualTo("node2");
    assertThat(fate("t3", volumeDriver("plugin1"), networkDriver("plugin1")))
        .isEqualTo("no suitable node (missing plugin on 2 nodes)");

    world.nodes(
        node(
            "node3",
            plugin("Volume", "plugin1"),
            plugin("Network", "plugin1"),
            plugin("Log", "default")));
    assertThat(world.nodeOf("t3")).isEqualTo("node3");
    assertThat(fate("t4", logDriver("plugin1")))
        .isEqualTo("no suitable node (missing plugin on 3 nodes)");

    world.nodes(node("node4", plugin("Log", "plugin1")));
    assertThat(world.nodeOf("t4")).isEqualTo("node4");
    assertThat(fate("t5", logDriver("plugin1"))).isEqualTo("node4");
    assertThat(fate("t6", logDriver("none"))).startsWith("node");
    assertThat(
            fate(
                "t7",
                task -> task.getSpecBuilder().getLogDriverBuilder().putOptions("max-size", "50k")))
        .startsWith("node");
  }

  // SC-59
  @Test
  void aFilterOfOnesOwnIsAskedAfterTheBuiltInOnes() {
    world.restart(Scheduler.swarmPipeline().withFilter(new Nowhere()));
    world.nodes(node("node1"), node("node2", platform("arm", "linux")));

    assertThat(fate("a", mayRunOn("arm", "linux")))
        .isEqualTo("no suitable node (unsupported platform on 1 node; nowhere, 1)");
    assertThat(fate("b")).isEqualTo("no suitable node (nowhere, 2)");
  }

  private static final class Nowhere implements Filter {
    @Override
    public String name() {
      return "nowhere";
    }

    @Override
    public Optional<Predicate<NodeView>> demandOf(Task task) {
      return Optional.of(node -> false);
    }

    @Override
    public String explain(int nodes) {
      return "nowhere, " + nodes;
    }
  }

  // SC-40, SC-53: in one version of a spec, only what the networks resolved to is different.
  @Test
  void tasksWithNetworksOfDifferentDriversAreNotAlike() {
    world.services(service("web", 1));
    world.nodes(node("node1", plugin("Network", "weave")));

    world.tasks(
        task("a", ofService("web", 1), networkDriver("weave")),
        task("b", ofService("web", 1), networkDriver("other")));

    assertThat(world.nodeOf("a")).isEqualTo("node1");
    assertThat(world.err("b")).isEqualTo("no suitable node (missing plugin on 1 node)");
  }

  // SC-27, SC-53: a change of the networks alone makes another demand.
  @Test
  void aWaitingTaskWhoseNetworkGetsAnotherDriverIsJudgedAgain() {
    world.nodes(node("node1", plugin("Network", "weave")));
    world.tasks(task("a", networkDriver("other")));
    assertThat(world.nodeOf("a")).isEmpty();

    world.changeTask("a", task -> networkDriver("weave").accept(task.clearNetworks()));

    assertThat(world.nodeOf("a")).isEqualTo("node1");
  }
}
