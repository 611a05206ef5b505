package io.skep.scheduler.filter;

import io.skep.api.EngineDescription;
import io.skep.api.Mount;
import io.skep.api.PluginDescription;
import io.skep.api.Task;
import io.skep.scheduler.Filter;
import io.skep.scheduler.Likeness;
import io.skep.scheduler.NodeView;
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

  /** A plugin that has to be there. */
  private record Need(String type, String name) {
    boolean isMetBy(PluginDescription plugin) {
      return plugin.getType().equals(type)
          && (plugin.getName().equals(name) || plugin.getName().equals(name + LATEST));
    }

    boolean isMetBy(EngineDescription engine) {
      boolean listsNone = true;
      for (PluginDescription plugin : engine.getPluginsList()) {
        if (isMetBy(plugin)) {
          return true;
        }
        listsNone &= !plugin.getType().equals(type);
      }
      return listsNone && type.equals(LOG);
    }
  }

  @Override
  public String name() {
    return "plugin";
  }

  /** Looks at the networks that the task was attached to, and at the log driver of its own spec. */
  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    List<Need> needs = needsOf(task);
    return needs.isEmpty() ? Optional.empty() : Optional.of(node -> hasAll(node, needs));
  }

  @Override
  public String explain(int nodes) {
    return "missing plugin on " + Nodes.count(nodes);
  }

  private static List<Need> needsOf(Task task) {
    var needs = new ArrayList<Need>();
    for (Mount mount : task.getSpec().getContainer().getMountsList()) {
      String driver = mount.getVolumeOptions().getDriverConfig().getName();
      if (mount.getType() == Mount.Type.VOLUME && !driver.isEmpty() && !driver.equals(LOCAL)) {
        needs.add(new Need(VOLUME, driver));
      }
    }
    for (String driver : Likeness.of(task).networkDrivers()) {
      needs.add(new Need(NETWORK, driver));
    }
    String logDriver = task.getSpec().getLogDriver().getName();
    if (!logDriver.isEmpty() && !logDriver.equals(NO_LOG)) {
      needs.add(new Need(LOG, logDriver));
    }
    return needs;
  }

  private static boolean hasAll(NodeView node, List<Need> needs) {
    if (!node.node().getDescription().hasEngine()) {
      return true;
    }
    EngineDescription engine = node.node().getDescription().getEngine();
    for (Need need : needs) {
      if (!need.isMetBy(engine)) {
        return false;
      }
    }
    return true;
  }
}
