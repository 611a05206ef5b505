package io.skep.scheduler;

import io.skep.api.Task;
import java.time.Instant;
import java.util.function.ToLongFunction;

/**
 * Says which of the nodes that may take a task should. Immutable, and usable by several schedulers.
 *
 * <p>Scorers are asked in order: a later one decides only between nodes that the earlier ones find
 * equal, and nodes that all find equal are taken in the order of their ids.
 */
public interface Scorer {
  /** A word for it in metrics and logs, for example {@code service-tasks}. */
  String name();

  /**
   * How nodes compare for {@code task}, and for all tasks of its {@link Likeness}.
   *
   * @return gives each node a number; the lowest is preferred. It may depend only on that node, and
   *     on {@code now} only through {@link NodeView#recentFailures}: a node is asked about again
   *     only when it changed, which it does when it takes or loses a task and when a failure is
   *     forgotten
   */
  ToLongFunction<NodeView> scoreFor(Task task, Instant now);
}
