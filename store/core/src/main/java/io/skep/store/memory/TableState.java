package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.find.Indexes;
import io.skep.store.index.PersistentMap;
import java.util.List;

/**
 * One table of a root. Immutable.
 *
 * @param objects all objects, by id
 * @param indexes all secondary indexes of the same objects
 */
record TableState<M extends Message>(
    Table<M> table, PersistentMap<Stored<M>> objects, Indexes<M> indexes) implements TableView<M> {

  static <M extends Message> TableState<M> empty(Table<M> table, List<LabelIndex> labelIndexes) {
    return new TableState<>(
        table,
        PersistentMap.empty(),
        Indexes.of(table.name(), LabelIndex.kept(table, labelIndexes), table.labels()));
  }

  @Override
  public TableState<M> freeze() {
    return this;
  }
}
