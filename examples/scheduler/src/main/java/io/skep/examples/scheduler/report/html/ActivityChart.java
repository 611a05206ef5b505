package io.skep.examples.scheduler.report.html;

import io.skep.examples.scheduler.report.NodeStep;
import io.skep.examples.scheduler.report.Phase;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.ReportedTask;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.TaskStep;
import java.time.Duration;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * How many tasks ran and how many waited, over the time of the run, as a small drawing. Where there
 * are more changes than columns, a column shows the most that there were in it.
 */
final class ActivityChart {
  private static final int COLUMNS = 1_000;
  private static final int HEIGHT = 100;

  private final RunReport report;
  private final long endMillis;

  ActivityChart(RunReport report) {
    this.report = report;
    endMillis = Math.max(1, report.duration().toMillis());
  }

  /** An {@code svg} element. */
  String svg() {
    int[] running = counts(phase -> phase == Phase.RUNNING);
    int[] waiting = counts(phase -> phase == Phase.WAITING);
    int most = 1;
    for (int column = 0; column < COLUMNS; column++) {
      most = Math.max(most, Math.max(running[column], waiting[column]));
    }
    var svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
            .formatted(COLUMNS, HEIGHT));
    svg.append(
        "<path class=\"running\" d=\"M0 %d%sV%dZ\"/>"
            .formatted(HEIGHT, path(running, most), HEIGHT));
    svg.append(
        "<path class=\"waiting\" d=\"M0 %d%s\"/>"
            .formatted(y(waiting[0], most), path(waiting, most)));
    for (ReportedNode node : report.nodes()) {
      appendFalls(svg, node);
    }
    return svg.append("</svg>").toString();
  }

  private int[] counts(Predicate<Phase> counted) {
    var changes = new TreeMap<Integer, int[]>(); // By column: the sum, and the highest on the way.
    var byTime = new TreeMap<Duration, Integer>();
    for (ReportedTask task : report.tasks()) {
      boolean before = false;
      for (TaskStep step : task.steps()) {
        boolean now = counted.test(step.phase());
        if (now != before) {
          byTime.merge(step.at(), now ? 1 : -1, Integer::sum);
        }
        before = now;
      }
    }
    int level = 0;
    for (var change : byTime.entrySet()) {
      int before = level;
      level += change.getValue();
      int[] column = changes.computeIfAbsent(column(change.getKey()), c -> new int[] {0, before});
      column[0] = level;
      column[1] = Math.max(column[1], level);
    }
    var counts = new int[COLUMNS];
    int last = 0;
    for (int column = 0; column < COLUMNS; column++) {
      int[] change = changes.get(column);
      counts[column] = change == null ? last : change[1];
      last = change == null ? last : change[0];
    }
    return counts;
  }

  private int column(Duration at) {
    return (int) Math.min(COLUMNS - 1, at.toMillis() * COLUMNS / endMillis);
  }

  private static int y(int count, int most) {
    return HEIGHT - HEIGHT * count / most;
  }

  /** Steps from the left edge to the right one; columns of one height are drawn as one line. */
  private static String path(int[] counts, int most) {
    var path = new StringBuilder("V" + y(counts[0], most));
    for (int column = 1; column < COLUMNS; column++) {
      if (counts[column] != counts[column - 1]) {
        path.append('H').append(column).append('V').append(y(counts[column], most));
      }
    }
    return path.append('H').append(COLUMNS).toString();
  }

  private void appendFalls(StringBuilder svg, ReportedNode node) {
    boolean wasReady = false;
    for (NodeStep step : node.steps()) {
      if (wasReady && !step.isReady()) {
        int x = column(step.at());
        svg.append("<path class=\"down\" d=\"M%d 0V%d\"/>".formatted(x, HEIGHT));
      }
      wasReady = step.isReady();
    }
  }
}
