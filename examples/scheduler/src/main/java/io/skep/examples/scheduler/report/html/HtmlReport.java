package io.skep.examples.scheduler.report.html;

import static io.skep.examples.scheduler.report.Quantity.count;
import static io.skep.examples.scheduler.report.Quantity.grouped;

import io.skep.examples.scheduler.report.Move;
import io.skep.examples.scheduler.report.Quantity;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.Totals;
import io.skep.examples.scheduler.report.Waiting;
import io.skep.examples.scheduler.report.text.Style;
import io.skep.examples.scheduler.report.text.TextReport;
import java.util.List;

/**
 * A run as one HTML page: a picture that can be moved through time, what waits and why, what moved,
 * and the whole story. The page loads nothing and sends nothing; readers without script see the
 * text form. The same report gives the same bytes.
 */
public final class HtmlReport {
  /** Moves beyond this many are only in the timeline. */
  private static final int MAX_MOVES = 500;

  private static final List<String> STYLES = List.of("page.css", "picture.css", "timeline.css");
  private static final List<String> SCRIPTS =
      List.of("model.js", "parts.js", "matrix.js", "tiles.js", "timeline.js", "page.js");

  private final RunReport report;
  private final Markup page = new Markup();

  private HtmlReport(RunReport report) {
    this.report = report;
  }

  /** The page, to be saved as UTF-8. */
  public static String render(RunReport report) {
    return new HtmlReport(report).render();
  }

  private String render() {
    addHead();
    addTotals();
    addNotices();
    addPicture();
    page.raw("<div class=\"two\">\n");
    addWaiting();
    addMoves();
    page.raw("</div>\n");
    page.raw(Fragment.read("timeline.html"));
    page.raw("<noscript><section><h2>As text</h2><pre>")
        .text(TextReport.render(report, Style.plain(Style.DEFAULT_WIDTH)))
        .raw("</pre></section></noscript>\n</main>\n");
    page.raw("<script type=\"application/json\" id=\"run\">")
        .raw(RunData.json(report))
        .raw("</script>\n<script>\n\"use strict\";\n{\n");
    SCRIPTS.forEach(script -> page.raw(Fragment.read(script)));
    return page.raw("}\n</script>\n</body>\n</html>\n").toString();
  }

  private void addHead() {
    page.raw(Fragment.read("head.html")).raw("<title>").text(report.title()).raw("</title>\n");
    page.raw("<style>\n");
    STYLES.forEach(style -> page.raw(Fragment.read(style)));
    page.raw("</style>\n</head>\n<body>\n<header>\n").raw(Fragment.read("mark.svg"));
    page.raw("<div class=\"about\">").element("h1", report.title());
    page.element(
        "p",
        "%s of virtual time, seed %d, by Skep"
            .formatted(Quantity.time(report.duration()), report.seed()));
    page.raw(
        "</div>\n<button type=\"button\" id=\"theme\">Theme: auto</button>\n</header>\n<main>\n");
  }

  private void addTotals() {
    Totals totals = report.totals();
    page.raw("<section aria-label=\"Totals\"><dl class=\"totals\">\n");
    addTotal("", "of %s ready".formatted(count(totals.nodes(), "node")), totals.nodesReady());
    addTotal("", "of %s placed".formatted(count(totals.tasks(), "task")), totals.placed());
    addTotal("", "running at the end", totals.running());
    addTotal(totals.waiting() > 0 ? "alert" : "", "waiting at the end", totals.waiting());
    addTotal("", "moved to another node", report.moves().size());
    addTotal("", "at the busiest moment", report.peak().tasks());
    page.raw("</dl></section>\n");
  }

  private void addTotal(String style, String what, long number) {
    page.raw("<div class=\"" + style + "\">")
        .element("dt", what)
        .element("dd", grouped(number))
        .raw("</div>\n");
  }

  private void addNotices() {
    if (!report.notices().isEmpty()) {
      page.raw("<ul class=\"notices\">\n");
      report.notices().forEach(notice -> page.element("li", notice).raw("\n"));
      page.raw("</ul>\n");
    }
  }

  private void addPicture() {
    page.raw("<section>\n<h2>Placement</h2>\n<div class=\"scrubber\">\n<div class=\"chart\">")
        .raw(new ActivityChart(report).svg())
        .raw("<div class=\"cursor\" id=\"cursor\"></div></div>\n")
        .raw(Fragment.read("scrubber.html"))
        .raw("</div>\n<div class=\"matrix\" id=\"picture\"></div>\n</section>\n");
  }

  private void addWaiting() {
    page.raw("<section>\n<h2>Waiting at the end, and why</h2>\n");
    if (report.waiting().isEmpty()) {
      page.raw("<p class=\"empty\">Every task that is wanted has its node.</p>\n</section>\n");
      return;
    }
    addTableStart("Service", "Tasks", "Reason");
    for (Waiting group : report.waiting()) {
      page.raw("<tr>").element("td", group.service()).raw("<td class=\"number\">");
      page.text(Integer.toString(group.count())).raw("</td>");
      page.element("td", group.reason().isEmpty() ? "no reason given" : group.reason());
      page.raw("</tr>\n");
    }
    addTableEnd();
  }

  private void addMoves() {
    page.raw("<section>\n<h2>Moved</h2>\n");
    if (report.moves().isEmpty()) {
      page.raw("<p class=\"empty\">No task had to leave its node.</p>\n</section>\n");
      return;
    }
    addTableStart("At", "Task", "From", "To");
    for (Move move : report.moves().subList(0, Math.min(MAX_MOVES, report.moves().size()))) {
      page.raw("<tr><td class=\"number\">").text(Quantity.time(move.at())).raw("</td>");
      page.element("td", move.task()).element("td", move.from()).element("td", move.to());
      page.raw("</tr>\n");
    }
    addTableEnd();
  }

  private void addTableStart(String... heads) {
    page.raw("<div class=\"scroll\"><table class=\"plain\"><thead><tr>");
    for (String head : heads) {
      page.raw("<th scope=\"col\">").text(head).raw("</th>");
    }
    page.raw("</tr></thead><tbody>\n");
  }

  private void addTableEnd() {
    page.raw("</tbody></table></div>\n</section>\n");
  }
}
