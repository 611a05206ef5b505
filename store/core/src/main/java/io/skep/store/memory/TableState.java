package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.find.Indexes;
import io.skep.store.index.Latest;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.PersistentMap;
import io.skep.store.index.PublishedMap;
import java.util.List;

/**
 * One table of a root. Immutable, but that its objects are found sooner once it is published. Any
 * thread.
 */
final class TableState<M extends Message> implements TableView<M> {
  private final Table<M> table;
  private final PersistentMap<Stored<M>> objects;
  private final Indexes<M> indexes;

  /** The objects, by the quickest way there is. */
  private volatile OrderedMap<Stored<M>> lookup;

  /**
   * A state that is not published.
   *
   * @param objects all objects, by id
   * @param indexes all secondary indexes of the same objects
   */
  TableState(Table<M> table, PersistentMap<Stored<M>> objects, Indexes<M> indexes) {
    this.table = table;
    this.objects = objects;
    this.indexes = indexes;
    this.lookup = objects;
  }

  static <M extends Message> TableState<M> empty(Table<M> table, List<LabelIndex> labelIndexes) {
    return new TableState<>(
        table,
        PersistentMap.empty(),
        Indexes.of(table.name(), LabelIndex.kept(table, labelIndexes), table.labels()));
  }

  @Override
  public Table<M> table() {
    return table;
  }

  /** All objects, by id. */
  PersistentMap<Stored<M>> map() {
    return objects;
  }

  @Override
  public OrderedMap<Stored<M>> objects() {
    return lookup;
  }

  @Override
  public Indexes<M> indexes() {
    return indexes;
  }

  /** Notes that {@code latest} was told of all this state holds, at {@code position}. */
  void publish(Latest<Stored<M>> latest, long position) {
    lookup = new PublishedMap<>(objects, latest, position);
  }

  @Override
  public TableState<M> freeze() {
    return this;
  }
}
