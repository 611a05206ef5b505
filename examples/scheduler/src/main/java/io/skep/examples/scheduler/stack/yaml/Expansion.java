package io.skep.examples.scheduler.stack.yaml;

import java.util.IdentityHashMap;
import java.util.List;

/**
 * Counts how much a node holds once every alias is followed. A shared node is measured once and
 * counted at each use, because whoever walks the result meets it each time: this is what stops an
 * alias bomb, whose text is small.
 */
final class Expansion {
  private final IdentityHashMap<YamlNode, Size> sizes = new IdentityHashMap<>();

  private record Size(int values, int depth) {}

  private static final Size SCALAR = new Size(1, 1);

  /**
   * Measures a node whose children were measured before.
   *
   * @throws TooLargeException if the node exceeds a bound of {@link YamlText}
   */
  <T extends YamlNode> T checked(T node) {
    List<YamlNode> children = childrenOf(node);
    long values = 1;
    int depth = 0;
    for (YamlNode child : children) {
      Size size = sizes.getOrDefault(child, SCALAR);
      values += size.values();
      depth = Math.max(depth, size.depth());
    }
    if (values > YamlText.MAX_VALUES) {
      throw new TooLargeException(
          node.place(),
          "aliases expand this to more than %d values; use fewer".formatted(YamlText.MAX_VALUES));
    }
    if (depth + 1 > YamlText.MAX_DEPTH) {
      throw new TooLargeException(
          node.place(), "this is nested more than %d levels deep".formatted(YamlText.MAX_DEPTH));
    }
    sizes.put(node, new Size((int) values, depth + 1));
    return node;
  }

  private static List<YamlNode> childrenOf(YamlNode node) {
    if (node instanceof YamlMapping mapping) {
      return mapping.entries().stream().map(YamlMapping.Entry::value).toList();
    }
    return node instanceof YamlSequence sequence ? sequence.items() : List.of();
  }
}
