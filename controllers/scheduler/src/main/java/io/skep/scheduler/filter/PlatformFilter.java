package io.skep.scheduler.filter;

import io.skep.api.NodeDescription;
import io.skep.api.Platform;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Remedy;
import io.skep.scheduler.Situation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Refuses nodes whose platform is none of those that a task's placement lists. A part that the list
 * leaves empty fits all; a node that does not tell its platform has none.
 */
public final class PlatformFilter implements Filter {
  private static final int MOST_PLATFORMS = 5;

  @Override
  public String name() {
    return "platform";
  }

  @Override
  public Optional<Predicate<NodeView>> demandOf(Task task) {
    List<Platform> wanted = task.getSpec().getPlacement().getPlatformsList();
    return wanted.isEmpty() ? Optional.empty() : Optional.of(node -> isOneOf(wanted, node));
  }

  @Override
  public String explain(int nodes) {
    return "unsupported platform on " + Nodes.count(nodes);
  }

  @Override
  public List<Remedy> remedies(Task task, NodeView node) {
    return List.of(
        node.node().getDescription().hasPlatform()
            ? new Remedy.AllowPlatform(node.node().getDescription().getPlatform())
            : new Remedy.Other("have the engine tell its platform", Remedy.Reach.NODE));
  }

  @Override
  public List<DeadEnd> deadEnds(Situation situation) {
    List<Platform> wanted = situation.task().getSpec().getPlacement().getPlatformsList();
    if (situation.nodes().stream().anyMatch(node -> isOneOf(wanted, node))) {
      return List.of();
    }
    List<Platform> present =
        situation.nodes().stream()
            .map(node -> node.node().getDescription())
            .filter(NodeDescription::hasPlatform)
            .map(NodeDescription::getPlatform)
            .distinct()
            .sorted(Comparator.comparing(Platform::getOs).thenComparing(Platform::getArchitecture))
            .limit(MOST_PLATFORMS)
            .toList();
    return List.of(new DeadEnd.NoNodeOfPlatform(wanted, present));
  }

  private static boolean isOneOf(List<Platform> wanted, NodeView node) {
    if (!node.node().getDescription().hasPlatform()) {
      return false;
    }
    Platform own = node.node().getDescription().getPlatform();
    for (Platform platform : wanted) {
      if (fits(platform, own)) {
        return true;
      }
    }
    return false;
  }

  private static boolean fits(Platform wanted, Platform own) {
    return (wanted.getOs().isEmpty() || wanted.getOs().equals(own.getOs()))
        && (wanted.getArchitecture().isEmpty()
            || canonical(wanted.getArchitecture()).equals(canonical(own.getArchitecture())));
  }

  /** Images and engines have different names for the two most usual architectures. */
  private static String canonical(String architecture) {
    return switch (architecture) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> architecture;
    };
  }
}
