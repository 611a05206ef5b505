package io.skep.examples.scheduler.stack.yaml;

import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * What plain scalars stand for: the core schema of YAML 1.2 with the older spellings of octal and
 * binary integers. It is what Compose and Docker read, and unlike YAML 1.1 it leaves {@code 22:22},
 * {@code yes} and {@code 2026-01-01} alone.
 */
final class PlainScalars extends Resolver {
  private static final Pattern EMPTY = Pattern.compile("~|null|Null|NULL|");
  private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
  private static final Pattern INTEGER =
      Pattern.compile("[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");

  @Override
  public Tag resolve(NodeId kind, String value, boolean implicit) {
    if (kind == NodeId.sequence) {
      return Tag.SEQ;
    }
    if (kind == NodeId.mapping) {
      return Tag.MAP;
    }
    return implicit ? tagOf(value) : Tag.STR;
  }

  private static Tag tagOf(String plain) {
    if (plain.equals("<<")) {
      return Tag.MERGE;
    }
    if (EMPTY.matcher(plain).matches()) {
      return Tag.NULL;
    }
    if (FLAG.matcher(plain).matches()) {
      return Tag.BOOL;
    }
    if (INTEGER.matcher(plain).matches()) {
      return Tag.INT;
    }
    return DECIMAL.matcher(plain).matches() ? Tag.FLOAT : Tag.STR;
  }
}
