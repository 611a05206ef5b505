package io.skep.scheduler.explain;

import java.util.List;

/** Some nodes in words. */
final class Names {
  private Names() {}

  /** {@code 3 nodes (a, b, ...)}. */
  static String of(int nodes, List<String> examples) {
    String count = nodes == 1 ? "1 node" : nodes + " nodes";
    String more = examples.size() < nodes ? ", ..." : "";
    return examples.isEmpty() ? count : count + " (" + String.join(", ", examples) + more + ")";
  }
}
