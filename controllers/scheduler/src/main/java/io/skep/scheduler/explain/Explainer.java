package io.skep.scheduler.explain;

import io.skep.api.Service;
import io.skep.api.Task;
import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Filter;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Priority;
import io.skep.scheduler.explain.TaskExplanation.Due;
import io.skep.scheduler.explain.TaskExplanation.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Explains in full why a task waits. Costs a look at every node by every filter, and memory for as
 * much while it lasts; so it is for when somebody asks. Immutable, but reads nodes as they are.
 */
public final class Explainer {
  /** How many nodes are told by name for each obstacle, and how many of the nearest. */
  public static final int MOST_EXAMPLES = 3;

  private final List<Filter> filters;

  /** An explainer of what these filters decide. */
  public Explainer(List<Filter> filters) {
    this.filters = List.copyOf(filters);
  }

  /**
   * Why {@code task} waits.
   *
   * @param service its service; empty if it has none
   * @param nodes the nodes that it could go to, by id: all, or the one that it was made for
   */
  public TaskExplanation explain(
      Task task, Optional<Service> service, List<? extends NodeView> nodes) {
    var judged = new Judgement(task, service, filters, nodes);
    List<NodeView> accepting = judged.accepting();
    if (!accepting.isEmpty()) {
      return new Due(task.getId(), accepting.size(), names(accepting.stream()));
    }
    List<Obstacle> obstacles = obstacles(judged);
    return new Waiting(
        task.getId(),
        task.getServiceId(),
        !task.getNodeId().isEmpty(),
        obstacles,
        Shortages.of(judged),
        judged.nearest(MOST_EXAMPLES),
        deadEnds(judged, obstacles),
        Priority.mistake(task).stream().toList());
  }

  private static List<Obstacle> obstacles(Judgement judged) {
    var obstacles = new ArrayList<Obstacle>();
    for (Filter filter : judged.filters()) {
      Predicate<Refused> refuses = node -> node.by().contains(filter);
      Predicate<Refused> alone = node -> node.by().size() == 1;
      int all = judged.count(refuses);
      if (all > 0) {
        Stream<Refused> examples =
            Stream.concat(
                judged.refused().stream().filter(refuses.and(alone)),
                judged.refused().stream().filter(refuses.and(alone.negate())));
        obstacles.add(
            new Obstacle(
                filter,
                judged.count(node -> node.by().get(0) == filter),
                all,
                judged.count(refuses.and(alone)),
                names(examples.map(Refused::node))));
      }
    }
    return obstacles;
  }

  private static List<DeadEnd> deadEnds(Judgement judged, List<Obstacle> obstacles) {
    return judged.nodes().isEmpty()
        ? List.of(new DeadEnd.NoNodes())
        : obstacles.stream()
            .flatMap(obstacle -> obstacle.filter().deadEnds(judged).stream())
            .distinct()
            .toList();
  }

  private static List<String> names(Stream<? extends NodeView> nodes) {
    return nodes.limit(MOST_EXAMPLES).map(NodeView::name).toList();
  }
}
