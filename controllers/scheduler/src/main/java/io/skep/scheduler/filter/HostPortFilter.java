package io.skep.scheduler.filter;

import io.skep.api.PortConfig;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Refuses nodes on which a port that a task publishes in host mode is taken. */
public final class HostPortFilter implements Filter {
  @Override
  public String name() {
    return "host-port";
  }

  /** Looks at the ports that were allocated for the task, not at those of its service's spec. */
  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    List<PortConfig> ports =
        task.getEndpoint().getPortsList().stream().filter(HostPortFilter::isFixedHostPort).toList();
    return ports.isEmpty() ? Optional.empty() : Optional.of(node -> areFree(node, ports));
  }

  @Override
  public String explain(int nodes) {
    return "host-mode port already in use on " + Nodes.count(nodes);
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return task.getEndpoint().getPortsList().stream()
        .filter(HostPortFilter::isFixedHostPort)
        .filter(port -> node.usesHostPort(port.getProtocol(), port.getPublishedPort()))
        .<Remedy>map(port -> new Remedy.FreePort(port.getProtocol(), port.getPublishedPort()))
        .distinct()
        .toList();
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    return new PerNodeLimit("a port in host mode", 1).deadEnds(situation);
  }

  private static boolean isFixedHostPort(PortConfig port) {
    return port.getPublishMode() == PortConfig.PublishMode.HOST && port.getPublishedPort() != 0;
  }

  private static boolean areFree(NodeView node, List<PortConfig> ports) {
    for (PortConfig port : ports) {
      if (node.usesHostPort(port.getProtocol(), port.getPublishedPort())) {
        return false;
      }
    }
    return true;
  }
}
