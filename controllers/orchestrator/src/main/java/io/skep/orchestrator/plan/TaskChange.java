package io.skep.orchestrator.plan;

/** What would become of one place of a service. Immutable. */
public sealed interface TaskChange {
  /** The place: the number of a slot, or of a global service the id of a node. */
  String place();

  /** Where the place's task would be in the end. */
  Outcome outcome();

  /** A place that had no task gets one. */
  record Create(String place, Outcome outcome) implements TaskChange {
    @Override
    public String toString() {
      return "create %s %s".formatted(place, outcome);
    }
  }

  /**
   * A task that is out of date makes way for another.
   *
   * @param taskId the old one
   * @param nodeId where that is; empty if nowhere
   */
  record Replace(String place, String taskId, String nodeId, Outcome outcome)
      implements TaskChange {
    @Override
    public String toString() {
      String from = nodeId.isEmpty() ? "" : " from " + nodeId;
      return "replace %s (task %s)%s %s".formatted(place, taskId, from, outcome);
    }
  }

  /** A task goes, and none comes in its place. */
  record Remove(String place, String taskId, String nodeId) implements TaskChange {
    @Override
    public Outcome outcome() {
      return new Outcome.Gone();
    }

    @Override
    public String toString() {
      String from = nodeId.isEmpty() ? "" : " from " + nodeId;
      return "remove %s (task %s)%s".formatted(place, taskId, from);
    }
  }

  /** A task that waits already, and is left as it is. */
  record Await(String place, String taskId, Outcome outcome) implements TaskChange {
    @Override
    public String toString() {
      return "leave %s (task %s) %s".formatted(place, taskId, outcome);
    }
  }
}
