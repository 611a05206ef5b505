package io.skep.examples.scheduler.check;

import io.skep.api.Node;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One placement constraint, read and decided by rules CN-1 to CN-9.
 *
 * @param key as written, without blanks around it
 * @param equal whether it must be equal, or must not
 * @param value as written, without blanks around it
 */
record Constraint(String key, boolean equal, String value) {
  private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]+");
  private static final Pattern VALUE =
      Pattern.compile("[A-Za-z0-9:\\-_.*()?+\\[\\]\\\\^$|/ \\t\\n\\f\\r]+");
  private static final String NODE_LABELS = "node.labels.";
  private static final String ENGINE_LABELS = "engine.labels.";

  /** Reads all of {@code texts}; empty if one of them is not a constraint (CN-1 to CN-4). */
  static Optional<List<Constraint>> parseAll(List<String> texts) {
    List<Optional<Constraint>> parsed = texts.stream().map(Constraint::parse).toList();
    return parsed.stream().allMatch(Optional::isPresent)
        ? Optional.of(parsed.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  static Optional<Constraint> parse(String text) {
    String operator = text.contains("==") ? "==" : "!=";
    int at = text.indexOf(operator);
    if (at < 0) {
      return Optional.empty();
    }
    String key = text.substring(0, at).strip();
    String value = text.substring(at + operator.length()).strip();
    return KEY.matcher(key).matches() && VALUE.matcher(value).matches()
        ? Optional.of(new Constraint(key, operator.equals("=="), value))
        : Optional.empty();
  }

  /** Whether {@code node} may have a task with this constraint. */
  boolean allows(Node node) {
    String folded = key.toLowerCase(Locale.ROOT);
    if (folded.equals("node.ip")) {
      return allowsAddress(node.getStatus().getAddr());
    }
    Optional<String> actual = actual(node, folded);
    return actual.isPresent() && actual.get().equalsIgnoreCase(value) == equal;
  }

  /** What the node has for the key; "" if it lacks it, empty if there is no such key (CN-9). */
  private Optional<String> actual(Node node, String folded) {
    if (folded.startsWith(NODE_LABELS)) {
      return label(NODE_LABELS, node.getSpec().getAnnotations().getLabelsMap());
    }
    if (folded.startsWith(ENGINE_LABELS)) {
      return label(ENGINE_LABELS, node.getDescription().getEngine().getLabelsMap());
    }
    return switch (folded) {
      case "node.id" -> Optional.of(node.getId());
      case "node.hostname" -> Optional.of(node.getDescription().getHostname());
      case "node.role" -> Optional.of(node.getRole().name());
      case "node.platform.os" -> Optional.of(node.getDescription().getPlatform().getOs());
      case "node.platform.arch" ->
          Optional.of(node.getDescription().getPlatform().getArchitecture());
      default -> Optional.empty();
    };
  }

  private Optional<String> label(String prefix, Map<String, String> labels) {
    String name = key.substring(prefix.length()); // Its case counts (CN-8).
    return name.isEmpty() ? Optional.empty() : Optional.of(labels.getOrDefault(name, ""));
  }

  private boolean allowsAddress(String address) {
    Optional<AddressRange> wanted = AddressRange.parse(value);
    if (wanted.isEmpty()) {
      return false; // Whichever the operator (CN-7).
    }
    return wanted.get().contains(address) == equal;
  }

  @Override
  public String toString() {
    return key + (equal ? "==" : "!=") + value;
  }
}
