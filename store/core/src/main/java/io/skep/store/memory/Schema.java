package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.store.Kind;
import io.skep.store.Places;
import io.skep.store.Table;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all roots of one store share: its tables, where each of them stands, and its indexes. */
final class Schema {
  private final List<Table<?>> tables;

  /** The same to be searched, which is done at each read and write. */
  private final Table<?>[] inOrder;

  private final List<LabelIndex> labelIndexes;

  /** The tables that SwarmKit knows. */
  private final Map<StoreAction.TargetCase, Table<?>> targets =
      new EnumMap<>(StoreAction.TargetCase.class);

  /** The others, by name. */
  private final Map<String, Table<?>> own = new TreeMap<>();

  private final StoreTimers timers;

  Schema(List<? extends Table<?>> tables, List<LabelIndex> labelIndexes, StoreTimers timers) {
    this.timers = timers;
    this.tables = List.copyOf(tables);
    this.inOrder = this.tables.toArray(Table<?>[]::new);
    this.labelIndexes = List.copyOf(labelIndexes);
    var names = new HashSet<String>();
    for (Table<?> table : this.tables) {
      if (!names.add(table.name())) {
        throw new IllegalArgumentException(
            "two tables are named \"%s\"; a table's name is unique in a store"
                .formatted(table.name()));
      }
      place(table);
    }
    labelIndexes.forEach(index -> position(index.table()));
  }

  private <M extends Message> void place(Table<M> table) {
    Optional<Places<M>> places = table.places();
    if (places.isEmpty()) {
      own.put(table.name(), table);
      return;
    }
    Table<?> other = targets.put(places.get().target(), table);
    if (other != null) {
      throw new IllegalArgumentException(
          "tables \"%s\" and \"%s\" have the same place in log entries, %s; a table of your own has none"
              .formatted(other.name(), table.name(), places.get().target()));
    }
  }

  List<Table<?>> tables() {
    return tables;
  }

  /** The indexes that are kept beside those of the tables. */
  List<LabelIndex> labelIndexes() {
    return labelIndexes;
  }

  /** The table of SwarmKit's that actions on {@code target} are about; null for none. */
  Table<?> taking(StoreAction.TargetCase target) {
    return targets.get(target);
  }

  /** The table with {@code name} that SwarmKit does not know; null for none. */
  Table<?> own(String name) {
    return own.get(name);
  }

  /** What measures the reads of roots and transactions. */
  StoreTimers timers() {
    return timers;
  }

  /** Where the table of {@code kind} stands. */
  int position(Kind<?> kind) {
    Table<?> wanted = kind.table();
    for (int position = 0; position < inOrder.length; position++) { // A few: quicker than a hash.
      if (inOrder[position] == wanted) {
        return position;
      }
    }
    throw new IllegalArgumentException(
        "this store has no table \"%s\", which holds kind \"%s\"; it has %s: name the table when the store is made"
            .formatted(kind.table().name(), kind.name(), names()));
  }

  private String names() {
    return tables.stream().map(Table::name).collect(Collectors.joining(", "));
  }
}
