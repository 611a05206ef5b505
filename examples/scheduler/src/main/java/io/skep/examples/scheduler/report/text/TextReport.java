package io.skep.examples.scheduler.report.text;

import static io.skep.examples.scheduler.report.Quantity.count;
import static io.skep.examples.scheduler.report.Quantity.grouped;

import io.skep.examples.scheduler.report.Move;
import io.skep.examples.scheduler.report.Peak;
import io.skep.examples.scheduler.report.Placement;
import io.skep.examples.scheduler.report.Quantity;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.Totals;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.report.text.Columns.Cell;
import java.util.ArrayList;
import java.util.List;

/**
 * A run on one screen: what is on which node, what waits and why, what moved.
 *
 * <p>As many nodes as the line has room for become columns over a row for each service; more become
 * rows with their tasks; of hundreds only the fullest are shown. The same report and style give the
 * same text.
 */
public final class TextReport {
  /** Moves beyond this many are counted; the HTML report lists them all. */
  private static final int MAX_MOVES = 20;

  private final RunReport report;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private TextReport(RunReport report, Style style) {
    this.report = report;
    this.style = style;
  }

  /** {@code report} as lines, each ended by a line feed. */
  public static String render(RunReport report, Style style) {
    return new TextReport(report, style).render();
  }

  private String render() {
    lines.add(style.strong(report.title()));
    lines.add(summary());
    lines.add("");
    addPicture();
    addWaiting();
    addMoves();
    if (!report.notices().isEmpty()) {
      lines.add("");
      report
          .notices()
          .forEach(notice -> lines.addAll(Wrap.hanging("Note: ", notice, style.width())));
    }
    return String.join("\n", lines) + "\n";
  }

  private String summary() {
    Totals totals = report.totals();
    return "%s, %s ready; %s of %s placed, %s running, %s waiting, %s moved; seed %d, %s"
        .formatted(
            count(totals.nodes(), "node"),
            grouped(totals.nodesReady()),
            grouped(totals.placed()),
            count(totals.tasks(), "task"),
            grouped(totals.running()),
            grouped(totals.waiting()),
            grouped(report.moves().size()),
            report.seed(),
            Quantity.time(report.duration()));
  }

  /** The end, or the busiest moment if everything had gone by then. */
  private void addPicture() {
    var placement = new Placement(report, report.duration());
    if (placement.isEmpty() && report.peak().tasks() > 0) {
      Peak peak = report.peak();
      placement = new Placement(report, peak.at());
      lines.add(
          "Nothing is left at the end. The busiest moment, at %s, with %s:"
              .formatted(Quantity.time(peak.at()), count(peak.tasks(), "task")));
    }
    var matrix = new ServiceMatrix(report, placement, style);
    lines.addAll(matrix.fits() ? matrix.lines() : new NodeList(report, placement, style).lines());
  }

  private void addWaiting() {
    List<Waiting> waiting = report.waiting();
    lines.add("");
    lines.add(style.strong(waiting.isEmpty() ? "Nothing waits" : "Waiting"));
    for (Waiting group : waiting) {
      String lead = "  %s (%s): ".formatted(group.service(), count(group.count(), "task"));
      String reason = group.reason().isEmpty() ? "no reason given" : group.reason();
      lines.addAll(Wrap.hanging(lead, reason, style.width()));
    }
  }

  private void addMoves() {
    if (report.moves().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(style.strong("Moved"));
    var columns = new Columns();
    for (Move move : report.moves().subList(0, Math.min(MAX_MOVES, report.moves().size()))) {
      columns.add(
          List.of(
              Cell.of("  " + Quantity.time(move.at())),
              Cell.of(move.task()),
              Cell.of(move.from() + " to " + move.to())));
    }
    lines.addAll(columns.lines());
    if (report.moves().size() > MAX_MOVES) {
      lines.add(style.faint("  and %d more".formatted(report.moves().size() - MAX_MOVES)));
    }
  }
}
