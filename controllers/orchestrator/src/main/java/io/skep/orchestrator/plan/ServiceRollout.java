package io.skep.orchestrator.plan;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What would become of one service. Immutable.
 *
 * @param name the service's
 * @param effect what would become of the service itself
 * @param kept how many tasks stay as they are
 * @param tasks the others: those removed for good, then the new ones, then replacements in the
 *     order in which they would roll, then those that wait already
 * @param notes what the plan leaves open
 */
public record ServiceRollout(
    String name, Effect effect, int kept, List<TaskChange> tasks, List<String> notes) {
  /** What becomes of a service. */
  public enum Effect {
    /** It is new. */
    CREATED,
    /** It asks for something else. */
    CHANGED,
    /** It asks for what it did. */
    UNCHANGED,
    /** It goes. */
    REMOVED
  }

  /** Copies the lists. */
  public ServiceRollout {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(effect, "effect");
    tasks = List.copyOf(tasks);
    notes = List.copyOf(notes);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    String tasksKept = kept == 1 ? "1 task kept" : kept + " tasks kept";
    text.append("service %s: %s, %s".formatted(name, lower(effect), tasksKept));
    tasks.forEach(task -> text.append("\n  ").append(task));
    notes.forEach(note -> text.append("\n  note: ").append(note));
    return text.toString();
  }

  private static String lower(Effect effect) {
    return effect.name().toLowerCase(Locale.ROOT);
  }
}
