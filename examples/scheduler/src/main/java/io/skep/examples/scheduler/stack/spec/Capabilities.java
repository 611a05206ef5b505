package io.skep.examples.scheduler.stack.spec;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Capabilities that a container gets or loses, in the kernel's spelling and in order. Immutable.
 *
 * @param added to the usual ones
 * @param dropped from the usual ones
 */
record Capabilities(List<String> added, List<String> dropped) {
  private static final String ALL = "ALL";

  /** As a file spells them; what is added is not dropped, and all includes each. */
  static Capabilities of(Collection<String> add, Collection<String> drop) {
    SortedSet<String> added = normalized(add);
    SortedSet<String> dropped = normalized(drop);
    dropped.removeAll(added);
    return new Capabilities(List.copyOf(added), List.copyOf(dropped));
  }

  private static SortedSet<String> normalized(Collection<String> names) {
    SortedSet<String> normalized = new TreeSet<>();
    for (String name : names) {
      String upper = name.strip().toUpperCase(Locale.ROOT);
      normalized.add(upper.equals(ALL) || upper.startsWith("CAP_") ? upper : "CAP_" + upper);
    }
    if (normalized.contains(ALL)) {
      normalized.clear();
      normalized.add(ALL);
    }
    return normalized;
  }
}
