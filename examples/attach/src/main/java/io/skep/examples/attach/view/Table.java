package io.skep.examples.attach.view;

import io.skep.examples.attach.row.Row;
import io.skep.examples.attach.row.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Cells under heads, in columns as wide as their widest cell. */
public final class Table {
  private static final String GAP = "  ";

  private Table() {}

  /** A line of heads and a line for each of {@code rows}, without blanks at their ends. */
  public static List<String> lines(Section section, List<Row> rows, Instant now) {
    var cells = new ArrayList<List<String>>();
    cells.add(section.heads());
    rows.forEach(row -> cells.add(row.cells(now)));
    int[] widths = new int[section.heads().size()];
    for (List<String> line : cells) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(line.get(column)));
      }
    }
    return cells.stream().map(line -> line(line, widths)).toList();
  }

  private static String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      line.append(cell).append(" ".repeat(widths[column] - width(cell))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}
