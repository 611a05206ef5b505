package io.skep.examples.scheduler.report.text;

import io.skep.examples.scheduler.report.NodeStep;
import io.skep.examples.scheduler.report.Placement;
import io.skep.examples.scheduler.report.Quantity;
import io.skep.examples.scheduler.report.ReportedNode;
import io.skep.examples.scheduler.report.ReportedService;
import io.skep.examples.scheduler.report.RunReport;
import io.skep.examples.scheduler.report.text.Columns.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Nodes as columns, services as rows, slots in the cells. */
final class ServiceMatrix {
  private static final String NOTHING = "-";
  private static final String GLOBAL = "on";

  /** More rows than a screen or two are better read by node. */
  private static final int MAX_SERVICES = 60;

  private final RunReport report;
  private final Style style;
  private final Placement placement;

  ServiceMatrix(RunReport report, Placement placement, Style style) {
    this.report = report;
    this.style = style;
    this.placement = placement;
  }

  /** Whether there is room for it. */
  boolean fits() {
    return report.services().size() <= MAX_SERVICES && columns().width() <= style.width();
  }

  /** Its lines, and a line for its marks if it has any. */
  List<String> lines() {
    var lines = new ArrayList<String>(columns().lines());
    boolean marked =
        report.nodes().stream()
            .flatMap(node -> placement.on(node).stream())
            .anyMatch(place -> !Marks.of(place.phase()).isEmpty());
    if (marked) {
      lines.add(style.faint(Marks.LEGEND));
    }
    return lines;
  }

  private Columns columns() {
    var columns = new Columns();
    columns.add(row("", node -> new Cell(node.hostname(), style::strong)));
    columns.add(row("", node -> new Cell(node.role(), style::faint)));
    columns.add(row("", this::state));
    for (int index = 0; index < report.services().size(); index++) {
      addService(columns, index, report.services().get(index));
    }
    columns.add(row("cpus", node -> new Cell(cpus(node), style::faint)));
    columns.add(row("memory", node -> new Cell(memory(node), style::faint)));
    return columns;
  }

  private List<Cell> row(String head, Function<ReportedNode, Cell> cell) {
    var row = new ArrayList<Cell>();
    row.add(Cell.of(head));
    report.nodes().forEach(node -> row.add(cell.apply(node)));
    return row;
  }

  private void addService(Columns columns, int index, ReportedService service) {
    var row = new ArrayList<Cell>();
    row.add(new Cell(service.name(), text -> style.service(index, text)));
    for (ReportedNode node : report.nodes()) {
      String slots =
          placement.on(node).stream()
              .filter(place -> place.task().serviceId().equals(service.id()))
              .map(ServiceMatrix::slot)
              .collect(Collectors.joining(" "));
      row.add(
          slots.isEmpty()
              ? new Cell(NOTHING, style::faint)
              : new Cell(slots, text -> style.service(index, text)));
    }
    columns.add(row);
  }

  private static String slot(Placement.Place place) {
    long slot = place.task().slot();
    return (slot == 0 ? GLOBAL : Long.toString(slot)) + Marks.of(place.phase());
  }

  private Cell state(ReportedNode node) {
    NodeStep step = node.stepAt(placement.at());
    return new Cell(step.word(), step.isReady() ? style::good : style::alarming);
  }

  private String cpus(ReportedNode node) {
    return Quantity.cpus(placement.usedOn(node).nanoCpus())
        + "/"
        + Quantity.cpus(node.capacity().nanoCpus());
  }

  private String memory(ReportedNode node) {
    return Quantity.bytes(placement.usedOn(node).memoryBytes())
        + "/"
        + Quantity.bytes(node.capacity().memoryBytes());
  }
}
