package io.skep.examples.scheduler.report.progress;

import static io.skep.examples.scheduler.report.Quantity.grouped;

import io.skep.examples.scheduler.report.Quantity;
import io.skep.examples.scheduler.report.TimelineEvent;
import io.skep.examples.scheduler.report.text.Style;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Progress on a terminal: a few lines that are drawn over and over in the same place and disappear
 * when the run is over. Moves the cursor, so the output must be a terminal; colours only if the
 * style allows them.
 */
public final class LiveProgress implements ProgressView {
  /** Faster than this the eye sees no difference and a slow terminal falls behind. */
  static final Duration FRAME = Duration.ofMillis(40);

  private static final int LATEST = 6;
  private static final int BAR = 30;
  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_LINE = ESCAPE + "2K";
  private static final String CLEAR_BELOW = ESCAPE + "J";

  private final PrintStream out;
  private final Style style;
  private final InstantSource clock;
  private final Deque<TimelineEvent> latest = new ArrayDeque<>();
  private Instant drawnAt = Instant.MIN;
  private int drawnLines;

  /**
   * Draws on {@code out}, which stays open.
   *
   * @param clock real time, only to leave out frames that nobody would see
   */
  public LiveProgress(PrintStream out, Style style, InstantSource clock) {
    this.out = out;
    this.style = style;
    this.clock = clock;
  }

  @Override
  public void event(TimelineEvent event) {
    if (latest.size() == LATEST) {
      latest.removeFirst();
    }
    latest.addLast(event);
  }

  @Override
  public void show(Progress progress) {
    Instant now = clock.instant();
    if (now.isBefore(drawnAt.equals(Instant.MIN) ? drawnAt : drawnAt.plus(FRAME))) {
      return;
    }
    drawnAt = now;
    draw(lines(progress));
  }

  private List<String> lines(Progress progress) {
    var lines = new ArrayList<String>();
    lines.add(bar(progress));
    lines.add(
        "%s of %s nodes ready   %s running   %s starting   %s waiting"
            .formatted(
                grouped(progress.nodesReady()),
                grouped(progress.nodes()),
                grouped(progress.running()),
                grouped(progress.starting()),
                grouped(progress.waiting())));
    for (TimelineEvent event : latest) {
      lines.add("  %9s  %s %s".formatted(Quantity.time(event.at()), event.subject(), event.text()));
    }
    return lines;
  }

  private static String bar(Progress progress) {
    int full = progress.percent() * BAR / 100;
    return "[%s%s] %s"
        .formatted("#".repeat(full), "-".repeat(BAR - full), Quantity.time(progress.at()));
  }

  private void draw(List<String> lines) {
    var frame = new StringBuilder(home());
    for (int index = 0; index < lines.size(); index++) {
      String line = cut(lines.get(index));
      frame.append(CLEAR_LINE).append(index < 2 ? line : style.faint(line)).append('\n');
    }
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
    drawnLines = lines.size();
  }

  /** Back to the first line of the last frame. */
  private String home() {
    return drawnLines == 0 ? "" : ESCAPE + drawnLines + "A\r";
  }

  /** A line that wrapped would be two, and the next frame would begin in the wrong place. */
  private String cut(String line) {
    return line.length() < style.width() ? line : line.substring(0, style.width() - 1);
  }

  @Override
  public void close() {
    out.print(home() + CLEAR_BELOW);
    out.flush();
    drawnLines = 0;
  }
}
