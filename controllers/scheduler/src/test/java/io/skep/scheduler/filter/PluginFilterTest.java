package io.skep.scheduler.filter;

import static io.skep.scheduler.world.A.logDriver;
import static io.skep.scheduler.world.A.mounts;
import static io.skep.scheduler.world.A.networkDriver;
import static io.skep.scheduler.world.A.node;
import static io.skep.scheduler.world.A.platform;
import static io.skep.scheduler.world.A.plugin;
import static io.skep.scheduler.world.A.task;
import static io.skep.scheduler.world.A.volumeDriver;
import static org.assertj.core.api.Assertions.assertThat;

import io.skep.api.Driver;
import io.skep.api.Mount;
import io.skep.api.Node;
import io.skep.api.Task;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which plugins a task needs, and which nodes have them: SC-53. */
final class PluginFilterTest {
  private final PluginFilter filter = new PluginFilter();

  // SC-53
  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aNodeHasThePluginsThatATaskNeedsOrNot(
      String what, Consumer<Task.Builder> needs, Consumer<Node.Builder> has, boolean fits) {
    assertThat(Judged.by(filter, task("t", needs), node("n", has))).as(what).isEqualTo(fits);
  }

  static Object[][] cases() {
    Consumer<Node.Builder> bare = node -> node.getDescriptionBuilder().getEngineBuilder();
    Consumer<Node.Builder> full =
        plugin("Volume", "rexray")
            .andThen(plugin("Network", "weave"))
            .andThen(plugin("Log", "gelf"));
    return new Object[][] {
      {"a volume's driver", volumeDriver("rexray"), full, true},
      {"a volume's driver that is missing", volumeDriver("other"), full, false},
      {"a network's driver", networkDriver("weave"), full, true},
      {"a network's driver that is missing", networkDriver("other"), full, false},
      {"a log's driver", logDriver("gelf"), full, true},
      {"a log's driver that is missing", logDriver("other"), full, false},
      {"the type counts", volumeDriver("weave"), full, false},
      {"the type counts for networks", networkDriver("rexray"), full, false},
      {"case counts", volumeDriver("Rexray"), full, false},
      {"all of them", volumeDriver("rexray").andThen(networkDriver("weave")), full, true},
      {"one of two", volumeDriver("rexray").andThen(networkDriver("other")), full, false},
      {"two volumes", volumeDriver("rexray").andThen(volumeDriver("other")), full, false},
      {"a tag is added", volumeDriver("rexray"), plugin("Volume", "rexray:latest"), true},
      {"another tag is not", volumeDriver("rexray"), plugin("Volume", "rexray:2"), false},
      {"a tag is not dropped", volumeDriver("rexray:latest"), full, false},
      {"an engine of no plugins", volumeDriver("rexray"), bare, false},
      {"a node that tells of no engine", volumeDriver("rexray"), platform("x86_64", "linux"), true},
      {"the engine's own volumes", volumeDriver("local"), bare, true},
      {"volumes without a driver", volumeDriver(""), bare, true},
      {"a driver on a bind mount", mounts(bindWithDriver()), bare, true},
      {"networks that nobody allocated", networkDriver(""), bare, true},
      {"engines of old list no log drivers", logDriver("gelf"), plugin("Volume", "x"), true},
      {"no log", logDriver("none"), full, true},
      {"options for the engine's own log", logDriver(""), full, true},
      {"what the cluster logs by is not the task's own", resolvedLogDriver("other"), full, true},
    };
  }

  private static Mount bindWithDriver() {
    return Mount.newBuilder()
        .setType(Mount.Type.BIND)
        .setVolumeOptions(
            Mount.VolumeOptions.newBuilder().setDriverConfig(Driver.newBuilder().setName("rexray")))
        .build();
  }

  private static Consumer<Task.Builder> resolvedLogDriver(String name) {
    return task -> task.setLogDriver(Driver.newBuilder().setName(name));
  }
}
