package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.stack.Place;
import io.skep.examples.scheduler.stack.yaml.YamlScalar.Kind;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns SnakeYAML's graph of one text into nodes of ours, with merge keys applied. An aliased node
 * is converted once and shared.
 */
final class NodeConversion {
  private static final Map<Tag, Kind> KINDS =
      Map.of(
          Tag.STR, Kind.TEXT,
          Tag.MERGE, Kind.TEXT, // As a value; in the place of a key it never gets here.
          Tag.INT, Kind.INTEGER,
          Tag.FLOAT, Kind.DECIMAL,
          Tag.BOOL, Kind.FLAG,
          Tag.NULL, Kind.EMPTY);

  private final String file;
  private final Findings findings;
  private final Expansion expansion = new Expansion();

  /** By identity; null while the conversion of a node is under way. */
  private final IdentityHashMap<Node, YamlNode> converted = new IdentityHashMap<>();

  NodeConversion(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /**
   * Converts {@code node} and what is in it.
   *
   * @throws TooLargeException if it exceeds a bound, or contains itself and so exceeds any
   */
  YamlNode convert(Node node) {
    if (converted.containsKey(node)) {
      return finished(node);
    }
    converted.put(node, null);
    YamlNode result = expansion.checked(build(node));
    converted.put(node, result);
    return result;
  }

  private YamlNode finished(Node node) {
    YamlNode known = converted.get(node);
    if (known == null) {
      throw new TooLargeException(
          placeOf(node), "this contains an alias of itself; remove the alias");
    }
    return known;
  }

  private YamlNode build(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar);
    }
    if (node instanceof SequenceNode sequence) {
      requireTag(node, Tag.SEQ);
      List<YamlNode> items = sequence.getValue().stream().map(this::convert).toList();
      return new YamlSequence(placeOf(node), items);
    }
    requireTag(node, Tag.MAP);
    return mapping((MappingNode) node);
  }

  private YamlScalar scalar(ScalarNode node) {
    Kind kind = KINDS.get(node.getTag());
    if (kind == null) {
      refuseTag(node);
      kind = Kind.TEXT;
    }
    return new YamlScalar(placeOf(node), kind, node.getValue());
  }

  private void requireTag(Node node, Tag expected) {
    if (!node.getTag().equals(expected)) {
      refuseTag(node);
    }
  }

  private void refuseTag(Node node) {
    findings.refuse(
        placeOf(node), "tag %s has no meaning here; remove it".formatted(node.getTag().getValue()));
  }

  private YamlMapping mapping(MappingNode node) {
    Map<String, YamlMapping.Entry> entries = new LinkedHashMap<>();
    NodeTuple merge = null;
    for (NodeTuple tuple : node.getValue()) {
      if (!isMerge(tuple.getKeyNode())) {
        addOwn(tuple, entries);
      } else if (merge == null) {
        merge = tuple;
      } else {
        refuseSecond("<<", tuple, placeOf(merge.getKeyNode()), "merge both as '<<: [*a, *b]'");
      }
    }
    if (merge != null) {
      addMerged(merge.getValueNode(), entries);
    }
    return new YamlMapping(placeOf(node), new ArrayList<>(entries.values()));
  }

  private static boolean isMerge(Node key) {
    return key instanceof ScalarNode && key.getTag().equals(Tag.MERGE);
  }

  private void addOwn(NodeTuple tuple, Map<String, YamlMapping.Entry> entries) {
    YamlNode key = convert(tuple.getKeyNode());
    YamlNode value = convert(tuple.getValueNode());
    if (!(key instanceof YamlScalar scalar) || scalar.kind() != Kind.TEXT) {
      String description = key.describe();
      findings.refuse(key, "a key must be a text but is %s; quote it".formatted(description));
      return;
    }
    var entry = new YamlMapping.Entry(scalar.text(), scalar.place(), value);
    YamlMapping.Entry first = entries.putIfAbsent(entry.key(), entry);
    if (first != null) {
      refuseSecond(entry.key(), tuple, first.place(), "remove one");
    }
  }

  private void refuseSecond(String key, NodeTuple second, Place first, String remedy) {
    findings.refuse(
        placeOf(second.getKeyNode()),
        "key '%s' is given twice, first in line %d; %s".formatted(key, first.line(), remedy));
  }

  /** Own entries win over merged ones, and of merged ones the first. */
  private void addMerged(Node from, Map<String, YamlMapping.Entry> entries) {
    YamlNode merged = convert(from);
    List<YamlNode> sources =
        merged instanceof YamlSequence sequence ? sequence.items() : List.of(merged);
    for (YamlNode source : sources) {
      if (source instanceof YamlMapping mapping) {
        mapping.entries().forEach(entry -> entries.putIfAbsent(entry.key(), entry));
      } else {
        findings.refuse(
            source, "'<<' takes a mapping or a list of mappings but this is " + source.describe());
      }
    }
  }

  private Place placeOf(Node node) {
    return new Place(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
  }
}
