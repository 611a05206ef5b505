package io.skep.examples.attach.view;

import io.skep.examples.attach.row.Section;
import io.skep.store.ReadTx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Services and tasks on a terminal, drawn over and over in the same place. */
public final class LiveView implements View {
  private static final String ESCAPE = "\u001b[";
  private static final String CLEAR_TO_END_OF_LINE = ESCAPE + "K";
  private static final String CLEAR_BELOW = ESCAPE + "J";

  private static final Duration FRAME = Duration.ofMillis(100);

  private final PrintStream out;
  private final Size size;
  private final String title;
  private final InstantSource clock;
  private final boolean withHistory;
  private int drawn;
  private String trouble = "";

  /**
   * What fits on a terminal.
   *
   * @param width columns
   * @param height lines
   */
  public record Size(int width, int height) {}

  /**
   * Draws on {@code out}, which must understand ANSI's commands.
   *
   * @param title what is looked at
   */
  public LiveView(
      PrintStream out, Size size, String title, InstantSource clock, boolean withHistory) {
    this.out = out;
    this.size = size;
    this.title = title;
    this.clock = clock;
    this.withHistory = withHistory;
  }

  @Override
  public void show(List<Change> changes, ReadTx at) {
    var lines = new ArrayList<String>();
    lines.add("%s, version %s%s".formatted(title, at.version(), trouble));
    for (Section section : List.of(Section.services, Section.tasks)) {
      lines.add("");
      lines.addAll(Table.lines(section, section.rows(at, withHistory), clock.instant()));
    }
    draw(fitting(lines));
  }

  @Override
  public Duration frame() {
    return FRAME;
  }

  @Override
  public void lost(String reason) {
    trouble = "; connection lost, trying again: " + reason;
  }

  @Override
  public void found() {
    trouble = "";
  }

  /** The terminal scrolls what is longer, and the next frame would begin in the wrong place. */
  private List<String> fitting(List<String> lines) {
    int room = size.height() - 1; // The cursor needs a line of its own.
    if (lines.size() <= room) {
      return lines;
    }
    var fitting = new ArrayList<>(lines.subList(0, room - 1));
    fitting.add("... and %d lines more".formatted(lines.size() - fitting.size()));
    return fitting;
  }

  private void draw(List<String> lines) {
    var frame = new StringBuilder(drawn == 0 ? "" : ESCAPE + drawn + "A\r");
    for (String line : lines) {
      frame.append(cut(line)).append(CLEAR_TO_END_OF_LINE).append('\n');
    }
    out.print(frame.append(CLEAR_BELOW));
    out.flush();
    drawn = lines.size();
  }

  private String cut(String line) {
    return line.codePointCount(0, line.length()) <= size.width()
        ? line
        : line.substring(0, line.offsetByCodePoints(0, size.width()));
  }
}
