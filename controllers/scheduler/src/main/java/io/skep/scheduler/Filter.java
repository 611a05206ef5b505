package io.skep.scheduler;

import io.skep.api.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One reason why a node may not take a task. Immutable, and usable by several schedulers.
 *
 * <p>The answer for a node may depend on what the task's {@link Likeness} tells of it, and on the
 * node: its spec, description, role, state and address, what its tasks use, and which of the
 * cluster volumes that the task mounts it offers. It is asked once for all tasks that are alike,
 * and again when the node or one of these volumes changes in these; so it must not depend on
 * anything else, nor on time.
 */
public interface Filter {
  /** A word for it in metrics and structured explanations, for example {@code resource}. */
  String name();

  /**
   * What {@code task} demands of nodes; empty if it does not demand anything, which is the usual
   * case and spares the check.
   *
   * @return decides for one node; asked often, so whatever can be prepared should be
   */
  Optional<Predicate<NodeView>> demandOf(Task task);

  /** Says that this filter keeps a task from {@code nodes} nodes, at least 1, in a few words. */
  String explain(int nodes);

  /**
   * What would have to change for {@code node}, which this filter refuses, to take {@code task}:
   * everything that is needed, each as little as possible. Asked only when somebody wants to know.
   */
  default List<Remedy> remedies(Task task, NodeView node) {
    return List.of(new Remedy.Other("meet the condition '" + name() + "'", Remedy.Reach.NODE));
  }

  /**
   * Why the task will never fit as nodes and service are; empty if waiting may help, as far as this
   * filter knows. Asked only when somebody wants to know, and only of filters that refuse a node.
   */
  default List<DeadEnd> deadEnds(Situation situation) {
    return List.of();
  }
}
