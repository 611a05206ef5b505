package io.skep.examples.scheduler.report.text;

import io.skep.examples.scheduler.replay.ReplayResult;
import java.time.Duration;
import java.util.Map;

/** What a replay ended with, in a few lines. */
public final class ReplayText {
  private ReplayText() {}

  /** The lines, each ended by a line feed. */
  public static String render(ReplayResult result) {
    ReplayResult.Counts counts = result.counts();
    var text = new StringBuilder();
    text.append("%s on %,d nodes\n".formatted(length(result.length()), result.nodes()));
    text.append(
        "%,d tasks asked for, %,d placed (%,d at once, the last after %s), %,d given up before, %,d wait\n"
            .formatted(
                counts.asked(),
                counts.placed(),
                counts.atOnce(),
                length(counts.longestWait()),
                counts.givenUp(),
                result.waitingTasks()));
    text.append("at most %,d live, after %s\n".formatted(counts.peak(), length(counts.peakAt())));
    if (!result.waiting().isEmpty()) {
      text.append("\nWaiting\n");
    }
    for (Map.Entry<String, Integer> reason : result.waiting().entrySet()) {
      text.append("  %,d: %s\n".formatted(reason.getValue(), reason.getKey()));
    }
    return text.toString();
  }

  private static String length(Duration length) {
    long days = length.toDays();
    String clock =
        "%d h %02d min %02d s"
            .formatted(length.toHoursPart(), length.toMinutesPart(), length.toSecondsPart());
    return days == 0 ? clock : "%d d %s".formatted(days, clock);
  }
}
