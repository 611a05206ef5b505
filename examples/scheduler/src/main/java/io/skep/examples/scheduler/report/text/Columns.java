package io.skep.examples.scheduler.report.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Rows of cells, set in columns as wide as their widest cell. One thread; used once. */
final class Columns {
  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  /** Text and how to colour it; the colour has no width. */
  record Cell(String text, UnaryOperator<String> paint) {
    static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }

    int width() {
      return text.codePointCount(0, text.length());
    }
  }

  void add(List<Cell> row) {
    rows.add(List.copyOf(row));
  }

  /** How wide the lines become. */
  int width() {
    List<Integer> widths = widths();
    return widths.stream().mapToInt(Integer::intValue).sum()
        + GAP.length() * Math.max(0, widths.size() - 1);
  }

  /** A line for each row, without blanks at its end. */
  List<String> lines() {
    List<Integer> widths = widths();
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private List<Integer> widths() {
    var widths = new ArrayList<Integer>();
    for (List<Cell> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        if (column == widths.size()) {
          widths.add(0);
        }
        widths.set(column, Math.max(widths.get(column), row.get(column).width()));
      }
    }
    return widths;
  }

  private static String line(List<Cell> row, List<Integer> widths) {
    var line = new StringBuilder();
    int blanks = 0;
    for (int column = 0; column < row.size(); column++) {
      Cell cell = row.get(column);
      if (!cell.text().isEmpty()) {
        line.append(" ".repeat(blanks)).append(cell.paint().apply(cell.text()));
        blanks = 0;
      }
      blanks += widths.get(column) - cell.width() + GAP.length();
    }
    return line.toString();
  }
}
