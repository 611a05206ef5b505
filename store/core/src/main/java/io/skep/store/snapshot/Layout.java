package io.skep.store.snapshot;

import io.skep.store.Places;
import io.skep.store.Table;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The order of the tables in a snapshot: SwarmKit's by field number, then own ones by name. */
record Layout(Map<Integer, Table<?>> fields, Map<String, Table<?>> own) {
  static Layout of(List<? extends Table<?>> tables) {
    var fields = new TreeMap<Integer, Table<?>>();
    var own = new TreeMap<String, Table<?>>();
    for (Table<?> table : tables) {
      table
          .places()
          .map(Places::field)
          .ifPresentOrElse(field -> fields.put(field, table), () -> own.put(table.name(), table));
    }
    return new Layout(fields, own);
  }

  /** Those of {@code contents} that SwarmKit does not know and that have objects. */
  static List<Table<?>> ownWithObjects(Contents contents) {
    return of(contents.tables()).own().values().stream()
        .filter(table -> contents.count(table) > 0)
        .collect(Collectors.toUnmodifiableList());
  }

  /** All of them, to tell somebody. */
  String names() {
    return names(fields.values()) + (own.isEmpty() ? "" : ", " + names(own.values()));
  }

  private static String names(Collection<Table<?>> tables) {
    return tables.stream().map(Table::name).collect(Collectors.joining(", "));
  }
}
