package io.skep.scheduler.order;

import io.skep.api.Task;
import io.skep.api.Version;
import io.skep.scheduler.NodeView;
import io.skep.scheduler.Scorer;
import java.time.Instant;
import java.util.function.ToLongFunction;

/**
 * Keeps tasks off nodes on which the same version of their service keeps failing. A few failures do
 * not count: they happen everywhere when the fault is in the service.
 */
public final class FewestRecentFailures implements Scorer {
  /** From this many failures on a node is avoided. */
  public static final int TOO_MANY = 5;

  @Override
  public String name() {
    return "recent-failures";
  }

  @Override
  public ToLongFunction<NodeView> scoreFor(Task task, Instant now) {
    String service = task.getServiceId();
    Version specVersion = task.getSpecVersion();
    return node -> {
      int failures = node.recentFailures(service, specVersion, now);
      return failures < TOO_MANY ? 0 : failures;
    };
  }
}
