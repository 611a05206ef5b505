package io.skep.scheduler.filter;

import io.skep.api.EngineDescription;
import io.skep.api.Mount;
import io.skep.api.PluginDescription;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Plugin;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refuses nodes that do not list the plugins a task needs: the drivers of its volumes, of its
 * networks, and of its log. A node that does not describe its engine gets the benefit of the doubt,
 * and so does one that lists no log driver at all, as old engines do not.
 */
public final class PluginFilter implements Filter {
  private static final String VOLUME = "Volume";
  private static final String NETWORK = "Network";
  private static final String LOG = "Log";

  /** The engine's own volume driver, which is no plugin. */
  private static final String LOCAL = "local";

  /** The log driver that keeps nothing and needs no plugin. */
  private static final String NO_LOG = "none";

  private static final String LATEST = ":latest";

  @Override
  public String name() {
    return "plugin";
  }

  /** Looks at the networks that the task was attached to, and at the log driver of its own spec. */
  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    List<Plugin> needs = needsOf(task);
    return needs.isEmpty() ? Optional.empty() : Optional.of(node -> hasAll(node, needs));
  }

  @Override
  public String explain(int nodes) {
    return "missing plugin on " + Nodes.count(nodes);
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return needsOf(task).stream()
        .distinct()
        .filter(need -> !hasAll(node, List.of(need)))
        .<Remedy>map(Remedy.AddPlugin::new)
        .toList();
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    List<Plugin> needs = needsOf(situation.task()).stream().distinct().toList();
    if (isSomewhere(situation, needs)) {
      return List.of();
    }
    List<DeadEnd> nowhere =
        needs.stream()
            .filter(need -> !isSomewhere(situation, List.of(need)))
            .<DeadEnd>map(need -> new DeadEnd.NoNodeHasPlugins(List.of(need)))
            .toList();
    return nowhere.isEmpty() ? List.of(new DeadEnd.NoNodeHasPlugins(needs)) : nowhere;
  }

  private static boolean isSomewhere(Situation situation, List<Plugin> needs) {
    return situation.nodes().stream().anyMatch(node -> hasAll(node, needs));
  }

  private static List<Plugin> needsOf(Task task) {
    var needs = new ArrayList<Plugin>();
    for (Mount mount : task.getSpec().getContainer().getMountsList()) {
      String driver = mount.getVolumeOptions().getDriverConfig().getName();
      if (mount.getType() == Mount.Type.VOLUME && !driver.isEmpty() && !driver.equals(LOCAL)) {
        needs.add(new Plugin(VOLUME, driver));
      }
    }
    for (String driver : Likeness.of(task).networkDrivers()) {
      needs.add(new Plugin(NETWORK, driver));
    }
    String logDriver = task.getSpec().getLogDriver().getName();
    if (!logDriver.isEmpty() && !logDriver.equals(NO_LOG)) {
      needs.add(new Plugin(LOG, logDriver));
    }
    return needs;
  }

  private static boolean hasAll(NodeView node, List<Plugin> needs) {
    if (!node.node().getDescription().hasEngine()) {
      return true;
    }
    EngineDescription engine = node.node().getDescription().getEngine();
    for (Plugin need : needs) {
      if (!lists(engine, need)) {
        return false;
      }
    }
    return true;
  }

  private static boolean lists(EngineDescription engine, Plugin need) {
    boolean listsNone = true;
    for (PluginDescription plugin : engine.getPluginsList()) {
      if (isIt(plugin, need)) {
        return true;
      }
      listsNone &= !plugin.getType().equals(need.type());
    }
    return listsNone && need.type().equals(LOG);
  }

  private static boolean isIt(PluginDescription plugin, Plugin need) {
    return plugin.getType().equals(need.type())
        && (plugin.getName().equals(need.name()) || plugin.getName().equals(need.name() + LATEST));
  }
}
