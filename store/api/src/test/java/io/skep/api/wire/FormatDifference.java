package io.skep.api.wire;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What two lists of {@linkplain FormatLine lines} do not have in common. */
final class FormatDifference {
  private FormatDifference() {}

  /** Lines of {@code wanted} that are missing, then lines of {@code found} that are too many. */
  static List<String> between(Collection<String> wanted, Collection<String> found) {
    List<String> differences = new ArrayList<>();
    without(wanted, found).forEach(line -> differences.add("missing: " + line));
    without(found, wanted).forEach(line -> differences.add("not expected: " + line));
    return differences;
  }

  private static Set<String> without(Collection<String> lines, Collection<String> others) {
    Set<String> rest = new LinkedHashSet<>(lines);
    rest.removeAll(new LinkedHashSet<>(others));
    return rest;
  }
}
