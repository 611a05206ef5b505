package io.skep.controller.graph;

import io.skep.controller.custom.ObjectTx;
import io.skep.store.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Children that depend on each other:
 *
 * <pre>{@code
 * static final Graph<Website> PARTS =
 *     Graph.of(
 *         Node.of("config", Kinds.CONFIG, WebsiteParts::name, WebsiteParts::config),
 *         Node.of("tasks", Kinds.TASK, Task::getSlot, WebsiteParts::tasks)
 *             .after("config")
 *             .readyWhen((tasks, at) -> tasks.stream().allMatch(WebsiteParts::isRunning)));
 *
 * run.commit(tx -> outcome = PARTS.reconcile(tx, WEBSITE.key(site), site));
 * }</pre>
 *
 * <p>What comes after a node waits until that is ready; what does not depend on each other does not
 * wait for each other. Nothing is remembered from one transaction to the next: where a graph stands
 * is read from its children, so declare their kinds as {@link io.skep.controller.Sources#owned
 * owned}. When nothing changes, one transaction does all that can be done and the next writes
 * nothing, unless conditions ask for what nodes have made, which they see in the next one.
 *
 * <p>Immutable, any thread. A transaction looks at the children of each node once or twice, by the
 * index of owners.
 *
 * @param <O> the owners
 */
public final class Graph<O> {
  private final List<Node<? super O, ?, ?>> nodes;
  private final Map<String, List<String>> dependents;

  private Graph(List<Node<? super O, ?, ?>> nodes) {
    this.nodes = List.copyOf(nodes);
    this.dependents = new LinkedHashMap<>();
    for (Node<?, ?, ?> node : nodes) {
      dependents.put(node.name(), new ArrayList<>());
      node.after().forEach(name -> dependents.get(name).add(node.name()));
    }
  }

  /**
   * The graph of {@code nodes}, in any order.
   *
   * @throws IllegalArgumentException if two nodes have the same name, one comes after a node that
   *     is not there, or nodes come after each other in a circle; with the names
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // The array is copied, and nothing is put into it.
  public static <O> Graph<O> of(Node<? super O, ?, ?>... nodes) {
    return new Graph<>(Topology.<Node<? super O, ?, ?>>sorted(List.of(nodes)));
  }

  /**
   * Makes of the owner's children what can be made in this transaction: deletes what is not to be
   * there any more, last ones first, and creates and changes the others, first ones first, each as
   * soon as all that it comes after is ready.
   *
   * <p>A node that fails holds up what comes after it and nothing else; see {@link
   * Outcome#failure}. What waits for finalizers, or for something to be ready, goes on in a later
   * transaction.
   *
   * @param owner what the nodes' functions are asked about, as {@code tx} has it
   * @throws io.skep.store.VersionConflictException if the transaction has to be run again; likewise
   *     other faults that may pass
   */
  public Outcome reconcile(ObjectTx tx, ObjectKey ownerKey, O owner) {
    return new Pass<>(this, tx, ownerKey).reconcile(owner);
  }

  /**
   * Deletes of the owner's children what can be deleted in this transaction, last ones first. To be
   * called again until the outcome {@link Outcome#isGone}, from a {@link
   * io.skep.controller.CleaningReconciler}'s cleanup. Of the conditions only that of being gone is
   * asked.
   *
   * @throws io.skep.store.VersionConflictException as {@link #reconcile} does
   */
  public Outcome delete(ObjectTx tx, ObjectKey ownerKey) {
    return new Pass<>(this, tx, ownerKey).delete();
  }

  /** The nodes, each after those that it comes after; unmodifiable. */
  List<Node<? super O, ?, ?>> nodes() {
    return nodes;
  }

  /** The names of the nodes that come after the one called {@code name}. */
  List<String> dependents(String name) {
    return dependents.get(name);
  }
}
