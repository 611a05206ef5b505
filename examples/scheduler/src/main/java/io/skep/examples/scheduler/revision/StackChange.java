package io.skep.examples.scheduler.revision;

import java.util.List;
import java.util.StringJoiner;

/**
 * What a revision changed. Immutable. Services are called as in the file and stand in its order,
 * removed ones in that of their names.
 *
 * @param added services that were not there
 * @param changed services that are now asked for differently, with what differs in parentheses
 * @param removed services that the file does not have any more
 * @param unchanged services that are asked for as before
 * @param notices what else a reader should know, in phrases
 */
public record StackChange(
    List<String> added,
    List<String> changed,
    List<String> removed,
    List<String> unchanged,
    List<String> notices) {
  /** Copies the lists. */
  public StackChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    unchanged = List.copyOf(unchanged);
    notices = List.copyOf(notices);
  }

  /** Whether the services are asked for as before. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }

  /**
   * In a phrase: {@code "adds a, b; changes c (image); removes d"} or {@code "changes nothing"}.
   */
  @Override
  public String toString() {
    if (isEmpty()) {
      return "changes nothing";
    }
    var phrase = new StringJoiner("; ");
    add(phrase, "adds", added);
    add(phrase, "changes", changed);
    add(phrase, "removes", removed);
    return phrase.toString();
  }

  private static void add(StringJoiner phrase, String verb, List<String> services) {
    if (!services.isEmpty()) {
      phrase.add(verb + " " + String.join(", ", services));
    }
  }
}
