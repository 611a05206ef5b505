package io.skep.store.memory;

import io.skep.store.Kind;
import io.skep.store.Table;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of one store, where each of them stands in its roots, and its indexes. Immutable. */
final class Schema {
  private final List<Table<?>> tables;
  private final List<LabelIndex> labelIndexes;
  private final IdentityHashMap<Table<?>, Integer> positions =
      new IdentityHashMap<>(); // Asked, never walked.

  Schema(List<? extends Table<?>> tables, List<LabelIndex> labelIndexes) {
    this.tables = List.copyOf(tables);
    this.labelIndexes = List.copyOf(labelIndexes);
    var names = new HashSet<String>();
    for (Table<?> table : this.tables) {
      positions.put(table, positions.size());
      if (!names.add(table.name())) {
        throw new IllegalArgumentException(
            "two tables are named \"%s\"; a table's name is unique in a store"
                .formatted(table.name()));
      }
    }
    labelIndexes.forEach(index -> position(index.table()));
  }

  List<Table<?>> tables() {
    return tables;
  }

  /** The indexes that are kept beside those of the tables. */
  List<LabelIndex> labelIndexes() {
    return labelIndexes;
  }

  /** Where the table of {@code kind} stands. */
  int position(Kind<?> kind) {
    Integer position = positions.get(kind.table());
    if (position == null) {
      throw new IllegalArgumentException(
          "this store has no table \"%s\", which holds kind \"%s\"; it has %s: name the table when the store is made"
              .formatted(kind.table().name(), kind.name(), names()));
    }
    return position;
  }

  private String names() {
    return tables.stream().map(Table::name).collect(Collectors.joining(", "));
  }
}
