package io.skep.examples.scheduler.stack.yaml;

import io.skep.examples.scheduler.input.InputException;
import io.skep.examples.scheduler.input.InputProblem;
import io.skep.examples.scheduler.stack.Notice;
import io.skep.examples.scheduler.stack.Place;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects what is wrong with a file and what its author should know, so that all of it can be said
 * at once. For one thread.
 */
public final class Findings {
  /** Nobody reads more, and a generated file could have millions. Further problems are dropped. */
  private static final int MAX_PROBLEMS = 100;

  private static final Comparator<Notice> READING_ORDER =
      Comparator.comparingInt((Notice notice) -> notice.place().line())
          .thenComparingInt(notice -> notice.place().column());

  private final Set<InputProblem> problems = new LinkedHashSet<>();
  private final Map<Said, Notice> notices = new LinkedHashMap<>();

  private record Said(Notice.Kind kind, String text) {}

  /** The file cannot be used because of what stands at {@code place}. */
  public void refuse(Place place, String reason) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new InputProblem(place.file(), place.line(), place.column(), reason));
    }
  }

  /** The file cannot be used because of {@code node}. */
  public void refuse(YamlNode node, String reason) {
    refuse(node.place(), node.explain(reason));
  }

  /** Says {@code text}; a second notice of the same kind and text is dropped. */
  public void notice(Notice.Kind kind, Place place, String text) {
    notices.putIfAbsent(new Said(kind, text), new Notice(kind, place, text));
  }

  /** Whether a problem was found. */
  public boolean isRefused() {
    return !problems.isEmpty();
  }

  /**
   * Ends the reading of a file that has a problem.
   *
   * @throws InputException with all problems, if there are any
   */
  public void throwIfRefused() {
    if (isRefused()) {
      throw new InputException(List.copyOf(problems));
    }
  }

  /** All notices in the order of the file. */
  public List<Notice> notices() {
    return notices.values().stream().sorted(READING_ORDER).toList();
  }
}
