package io.skep.scheduler.reconciler;

import io.skep.api.Meta;
import io.skep.api.Node;
import io.skep.api.Task;
import io.skep.api.Volume;
import io.skep.scheduler.Decision;
import java.util.Optional;

/** A task, node or volume changed between the decision and the write. The task is tried again. */
final class StaleDecisionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private StaleDecisionException(Decision decision, String what, Meta read, String now) {
    super(
        "task %s was not assigned to node %s: the %s, read at version %d, %s; the task is tried again"
            .formatted(
                decision.task().getId(),
                decision.node().getId(),
                what,
                read.getVersion().getIndex(),
                now));
  }

  static StaleDecisionException taskChanged(Decision decision, Task now) {
    return new StaleDecisionException(
        decision, "task", decision.task().getMeta(), isNowAt(now.getMeta()));
  }

  static StaleDecisionException nodeChanged(Decision decision, Optional<Node> now) {
    return new StaleDecisionException(
        decision,
        "node",
        decision.node().getMeta(),
        now.map(node -> isNowAt(node.getMeta())).orElse("is gone"));
  }

  static StaleDecisionException volumeChanged(
      Decision decision, Volume chosen, Optional<Volume> now) {
    return new StaleDecisionException(
        decision,
        "volume " + chosen.getId(),
        chosen.getMeta(),
        now.map(volume -> isNowAt(volume.getMeta())).orElse("is gone"));
  }

  private static String isNowAt(Meta meta) {
    return "is now at " + meta.getVersion().getIndex();
  }
}
