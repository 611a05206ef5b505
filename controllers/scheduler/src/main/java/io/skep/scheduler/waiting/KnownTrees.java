package io.skep.scheduler.waiting;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The groups whose trees are kept, also after the last of their tasks got a node: a service that
 * grows again, or that lost a task, has its next one placed without a look at every node. Bounded
 * in nodes of all trees together, each group counting as some on its own; the tree that was of no
 * use for the longest goes first.
 */
final class KnownTrees {
  /** What a group takes beside its tree, in nodes: it keeps a specification. */
  static final int SIZE_OF_GROUP = 64;

  private final Map<TaskGroup, Integer> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private final long mostNodes;
  private final Consumer<TaskGroup> onForgotten;
  private long nodes;

  /**
   * No trees.
   *
   * @param mostNodes of all trees together; the one used last is kept whatever its size
   * @param onForgotten is told of groups whose trees are dropped
   */
  KnownTrees(long mostNodes, Consumer<TaskGroup> onForgotten) {
    this.mostNodes = mostNodes;
    this.onForgotten = onForgotten;
  }

  /** Notes that the tree of {@code group} was of use, and how many nodes it has now. */
  void used(TaskGroup group, int size) {
    Integer before = sizes.put(group, size + SIZE_OF_GROUP);
    nodes += size + SIZE_OF_GROUP - (before == null ? 0 : before);
    Iterator<Map.Entry<TaskGroup, Integer>> oldest = sizes.entrySet().iterator();
    while (nodes > mostNodes && sizes.size() > 1) {
      Map.Entry<TaskGroup, Integer> forgotten = oldest.next();
      nodes -= forgotten.getValue();
      oldest.remove();
      forgotten.getKey().forgetTree();
      onForgotten.accept(forgotten.getKey());
    }
  }

  boolean contains(TaskGroup group) {
    return sizes.containsKey(group);
  }
}
