package io.skep.scheduler.failure;

import io.skep.controller.custom.CustomKind;
import io.skep.controller.custom.CustomObject;
import io.skep.controller.custom.ObjectMeta;
import io.skep.store.By;
import io.skep.store.Tx;
import java.util.List;

/**
 * The recent failures on one node, as stored: {@code view.find(NodeFailures.KIND, By.name(node))}.
 * Immutable. Written by the scheduler only, together with its decisions.
 *
 * @param meta its name is the node's id
 * @param spec the failures
 * @param status none
 */
public record NodeFailures(ObjectMeta meta, Failures spec, Void status)
    implements CustomObject<NodeFailures.Failures, Void> {
  /** The kind, a resource {@code skep.failures} that is named after its node. */
  public static final CustomKind<NodeFailures> KIND =
      CustomKind.of("skep.failures", NodeFailures.class);

  /**
   * Several failures.
   *
   * @param recent the oldest first
   */
  public record Failures(List<Failure> recent) {
    /** Copies the list. */
    public Failures {
      recent = List.copyOf(recent);
    }
  }

  /** The node's id. */
  public String nodeId() {
    return meta.name();
  }

  /** Makes {@code failures} those that are stored of the node; none of them leave no object. */
  public static void write(Tx tx, String nodeId, List<Failure> failures) {
    List<NodeFailures> stored = tx.find(KIND, By.name(nodeId));
    if (!stored.isEmpty() && failures.isEmpty()) {
      tx.delete(KIND, stored.get(0).meta().id());
    } else if (!stored.isEmpty()) {
      tx.update(KIND, new NodeFailures(stored.get(0).meta(), new Failures(failures), null));
    } else if (!failures.isEmpty()) {
      tx.create(KIND, new NodeFailures(ObjectMeta.named(nodeId), new Failures(failures), null));
    }
  }
}
