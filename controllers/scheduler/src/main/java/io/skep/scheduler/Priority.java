package io.skep.scheduler;

import io.skep.api.Annotations;
import io.skep.api.Task;
import java.util.Optional;

/**
 * How urgent a task is. Of tasks that wait, those with a higher number are looked at first; among
 * equals the oldest, then by id. Nothing is stopped for the sake of a more urgent task, and no room
 * is kept for one: what fits is placed.
 *
 * <p>It is the label {@value #LABEL} of the task or else of its service as it was when the task was
 * made: a whole number of 32 bits, 0 if there is none.
 */
public final class Priority {
  /** The label's name. */
  public static final String LABEL = "skep.priority";

  /** The priority of tasks that say nothing, or nothing that can be read. */
  public static final int DEFAULT = 0;

  private Priority() {}

  /** The priority of {@code task}; {@link #DEFAULT} if its label is no number. */
  public static int of(Task task) {
    String label = label(task);
    if (label.isEmpty()) {
      return DEFAULT;
    }
    try {
      return Integer.parseInt(label);
    } catch (NumberFormatException notANumber) {
      return DEFAULT; // What is stored already must not stop a service; mistake() tells.
    }
  }

  /**
   * Reads the value of a label, for whoever checks what users write.
   *
   * @throws IllegalArgumentException if it is not a whole number of 32 bits
   */
  public static int parse(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the label %s is \"%s\" but has to be a whole number from %d to %d, such as 10; without it the priority is %d"
              .formatted(LABEL, value, Integer.MIN_VALUE, Integer.MAX_VALUE, DEFAULT),
          e);
    }
  }

  /** What is wrong with the label of {@code task}; empty if it is right, or there is none. */
  public static Optional<String> mistake(Task task) {
    String label = label(task);
    if (label.isEmpty()) {
      return Optional.empty();
    }
    try {
      parse(label);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static String label(Task task) {
    String own = in(task.getAnnotations());
    return own.isEmpty() ? in(task.getServiceAnnotations()) : own;
  }

  private static String in(Annotations annotations) {
    return annotations.getLabelsOrDefault(LABEL, "").strip();
  }
}
