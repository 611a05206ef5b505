package io.skep.api.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line of a table whose first line names the columns; no value spans lines. */
record CsvRow(Map<String, String> values) {
  CsvRow {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** All rows of {@code file}. */
  static List<CsvRow> read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> columns = split(lines.get(0));
    return lines.stream().skip(1).map(line -> of(columns, line)).toList();
  }

  /** The value in {@code column}; empty if the row has none. */
  String get(String column) {
    String value = values.get(column);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no column %s among %s".formatted(column, values.keySet()));
    }
    return value;
  }

  private static CsvRow of(List<String> columns, String line) {
    List<String> values = split(line);
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d values for the columns %s: %s".formatted(values.size(), columns, line));
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), values.get(i));
    }
    return new CsvRow(row);
  }

  /** Splits at the commas outside of quotes; a quote in a value is doubled. */
  private static List<String> split(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && line.startsWith("\"\"", i)) {
        value.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }
}
