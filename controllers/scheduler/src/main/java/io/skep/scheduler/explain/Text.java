package io.skep.scheduler.explain;

import io.skep.scheduler.explain.TaskExplanation.Waiting;
import java.util.List;

/** A full explanation as lines for people: what first, then what would help. */
final class Text {
  private Text() {}

  static String of(Waiting waiting) {
    var text = new StringBuilder("task ").append(waiting.taskId());
    if (!waiting.serviceId().isEmpty()) {
      text.append(" of service ").append(waiting.serviceId());
    }
    text.append(" waits: ").append(waiting.err());
    add(text, "will not fit by waiting", waiting.deadEnds());
    add(text, "in the way", waiting.obstacles());
    add(text, "lacking", waiting.shortages());
    add(text, "nearest", waiting.nearest());
    add(text, "note", waiting.notes());
    return text.toString();
  }

  private static void add(StringBuilder text, String heading, List<?> lines) {
    for (Object line : lines) {
      text.append("\n  ").append(heading).append(": ").append(line);
    }
  }
}
