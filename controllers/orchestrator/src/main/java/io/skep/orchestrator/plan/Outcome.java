package io.skep.orchestrator.plan;

import io.skep.scheduler.explain.TaskExplanation;
import io.skep.scheduler.explain.TaskExplanation.Waiting;

/** Where a task would be in the end. Immutable. */
public sealed interface Outcome {
  /** On this node. */
  record OnNode(String nodeId) implements Outcome {
    @Override
    public String toString() {
      return "on " + nodeId;
    }
  }

  /** On none, for this reason. */
  record Nowhere(TaskExplanation why) implements Outcome {
    @Override
    public String toString() {
      if (!(why instanceof Waiting waiting)) {
        return "nowhere: " + why;
      }
      String help = waiting.nearest().isEmpty() ? "" : "; " + waiting.nearest().get(0);
      return "nowhere: " + waiting.err() + help;
    }
  }

  /** It goes. */
  record Gone() implements Outcome {
    @Override
    public String toString() {
      return "gone";
    }
  }
}
