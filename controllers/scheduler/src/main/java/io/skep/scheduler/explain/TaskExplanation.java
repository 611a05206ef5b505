package io.skep.scheduler.explain;

import io.skep.scheduler.DeadEnd;
import io.skep.scheduler.Explanation;
import java.util.List;
import java.util.Objects;

/**
 * What the scheduler has to say about one task. Immutable; {@link Object#toString} is for people.
 */
public sealed interface TaskExplanation {
  /** The task's id. */
  String taskId();

  /**
   * The scheduler has nothing to do with the task: there is none, or it is not ready to be placed,
   * or it is over.
   */
  record Unknown(String taskId) implements TaskExplanation {
    @Override
    public String toString() {
      return ("task %s is none of the scheduler's: there is no such task, or it is not PENDING yet,"
              + " or it is over")
          .formatted(taskId);
    }
  }

  /** The task was replaced or removed before it got a node. */
  record Unwanted(String taskId) implements TaskExplanation {
    @Override
    public String toString() {
      return "task %s has no node and is not wanted any more".formatted(taskId);
    }
  }

  /** The task has a node. */
  record Placed(String taskId, String nodeId) implements TaskExplanation {
    @Override
    public String toString() {
      return "task %s is on node %s".formatted(taskId, nodeId);
    }
  }

  /** The task was made for a node that is not there. */
  record AwaitsNode(String taskId, String nodeId) implements TaskExplanation {
    @Override
    public String toString() {
      return "task %s was made for node %s, which is not there".formatted(taskId, nodeId);
    }
  }

  /**
   * Nothing keeps the task: it is placed by the next pass, unless others take its place.
   *
   * @param nodes how many nodes would take it
   * @param examples the names of some of them
   */
  record Due(String taskId, int nodes, List<String> examples) implements TaskExplanation {
    /** Copies the list. */
    public Due {
      examples = List.copyOf(examples);
    }

    @Override
    public String toString() {
      return "task %s fits on %s and is due to be placed"
          .formatted(taskId, Names.of(nodes, examples));
    }
  }

  /**
   * No node takes the task.
   *
   * @param serviceId its service; empty if it has none
   * @param isPreassigned whether it was made for one node, which is then the only one told of
   * @param obstacles the filters that refuse nodes, in the order in which they are asked
   * @param shortages of what it reserves, what no node has free that meets all other demands
   * @param nearest the nodes that need least to take it, the nearest first
   * @param deadEnds why waiting does not help; empty if it may
   * @param notes other mistakes found on the way
   */
  record Waiting(
      String taskId,
      String serviceId,
      boolean isPreassigned,
      List<Obstacle> obstacles,
      List<Shortage> shortages,
      List<NearNode> nearest,
      List<DeadEnd> deadEnds,
      List<String> notes)
      implements TaskExplanation {
    /** Copies the lists. */
    public Waiting {
      Objects.requireNonNull(serviceId, "serviceId");
      obstacles = List.copyOf(obstacles);
      shortages = List.copyOf(shortages);
      nearest = List.copyOf(nearest);
      deadEnds = List.copyOf(deadEnds);
      notes = List.copyOf(notes);
    }

    /** In short, as the task's error says it. */
    public Explanation summary() {
      return new Explanation(
          obstacles.stream()
              .filter(obstacle -> obstacle.nodes() > 0)
              .map(obstacle -> new Explanation.Refusal(obstacle.filter(), obstacle.nodes()))
              .toList());
    }

    /** The task's error, in SwarmKit's words. */
    public String err() {
      return isPreassigned ? summary().reasons() : summary().noSuitableNode();
    }

    @Override
    public String toString() {
      return Text.of(this);
    }
  }
}
