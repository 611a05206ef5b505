package io.skep.examples.scheduler.cluster;

import io.skep.api.Node;
import io.skep.api.NodeRole;
import io.skep.api.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The nodes that a run starts with, before they have identities. Immutable.
 *
 * @param nodes in the order in which they join; a hostname can be there twice when a machine has
 *     joined anew and its old self is still listed
 */
public record Cluster(List<NodeShape> nodes) {
  /** More than the largest trace in use by a factor of six; a typing error is larger still. */
  public static final int MAX_NODES = 10_000;

  /** What each node of {@link #uniform} offers: 4 processors and 8 GiB of memory. */
  public static final Resources UNIFORM_SIZE =
      Resources.newBuilder().setNanoCpus(4_000_000_000L).setMemoryBytes(8L << 30).build();

  public Cluster {
    nodes = List.copyOf(nodes);
  }

  /**
   * So many nodes of {@link #UNIFORM_SIZE}, named {@code node-1}, {@code node-2} and so on; the
   * first is a manager, the others are workers.
   *
   * @throws IllegalArgumentException if {@code count} is not between 1 and {@link #MAX_NODES}
   */
  public static Cluster uniform(int count) {
    if (count < 1 || count > MAX_NODES) {
      throw new IllegalArgumentException(
          "a cluster has 1 to %,d nodes but %,d were asked for".formatted(MAX_NODES, count));
    }
    var nodes = new ArrayList<NodeShape>(count);
    for (int number = 1; number <= count; number++) {
      nodes.add(NodeShape.worker("node-" + number, UNIFORM_SIZE));
    }
    return new Cluster(withAManager(nodes));
  }

  /** Each node with an identity, in order and with no task on it. */
  public List<Node> toNodes(Supplier<String> ids) {
    return nodes.stream().map(shape -> shape.toNode(ids.get())).toList();
  }

  /** {@code workers}, the first of them turned into a manager. */
  static List<NodeShape> withAManager(List<NodeShape> workers) {
    var nodes = new ArrayList<>(workers);
    if (nodes.stream().noneMatch(node -> node.role() == NodeRole.MANAGER)) {
      nodes.set(0, nodes.get(0).asManager());
    }
    return nodes;
  }
}
