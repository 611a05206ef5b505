package io.skep.examples.scheduler.report.text;

import static io.skep.examples.scheduler.report.Quantity.count;

import io.skep.examples.scheduler.report.NodeStep;
import io.skep.examples.scheduler.report.Placement;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.RunReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A paragraph for each node with the names of its tasks; of many nodes, for the fullest. */
final class NodeList {
  /** About a screenful. */
  static final int MAX_NODES = 40;

  private final RunReport report;
  private final Style style;
  private final Placement placement;

  NodeList(RunReport report, Placement placement, Style style) {
    this.report = report;
    this.style = style;
    this.placement = placement;
  }

  List<String> lines() {
    List<ReportedNode> shown = shown();
    int widest = shown.stream().mapToInt(node -> node.hostname().length()).max().orElse(0);
    var lines = new ArrayList<String>();
    for (ReportedNode node : shown) {
      String lead = node.hostname() + " ".repeat(widest - node.hostname().length() + 2);
      lines.addAll(Wrap.hanging(lead, text(node), style.width()));
    }
    int left = report.nodes().size() - shown.size();
    if (left > 0) {
      long full = report.nodes().stream().filter(this::hasTasks).count();
      long fullShown = shown.stream().filter(this::hasTasks).count();
      lines.add(
          style.faint(
              full == fullShown
                  ? "and %s without tasks".formatted(count(left, "node"))
                  : "and %s, %d of them with tasks"
                      .formatted(count(left, "node"), full - fullShown)));
    }
    return lines;
  }

  /** All nodes in their order, or the fullest of many; of equally full ones the earlier. */
  private List<ReportedNode> shown() {
    if (report.nodes().size() <= MAX_NODES) {
      return report.nodes();
    }
    Comparator<ReportedNode> byTasks = Comparator.comparing(node -> placement.on(node).size());
    return report.nodes().stream()
        .filter(this::hasTasks)
        .sorted(byTasks.reversed())
        .limit(MAX_NODES)
        .toList();
  }

  private boolean hasTasks(ReportedNode node) {
    return !placement.on(node).isEmpty();
  }

  private String text(ReportedNode node) {
    NodeStep step = node.stepAt(placement.at());
    String state = step.isReady() ? "" : "[" + step.word() + "] ";
    String tasks =
        placement.on(node).stream()
            .map(place -> place.task().name() + Marks.of(place.phase()))
            .collect(Collectors.joining(" "));
    return state + (tasks.isEmpty() ? "nothing" : tasks);
  }
}
