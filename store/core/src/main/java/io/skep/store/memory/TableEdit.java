package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.find.IndexFailure;
import io.skep.store.find.Indexes;
import io.skep.store.index.PersistentMap;
import java.util.function.Consumer;

/**
 * One table as a transaction changes it in place. Confined to the writer.
 *
 * @param <M> the messages
 */
final class TableEdit<M extends Message> implements TableView<M> {
  private final Table<M> table;
  private final PersistentMap.Edit<Stored<M>> objects;
  private final Indexes.Edit<M> indexes;

  TableEdit(TableState<M> state) {
    this.table = state.table();
    this.objects = state.map().edit();
    this.indexes = state.indexes().edit();
  }

  @Override
  public Table<M> table() {
    return table;
  }

  @Override
  public PersistentMap.Edit<Stored<M>> objects() {
    return objects;
  }

  @Override
  public Indexes.Edit<M> indexes() {
    return indexes;
  }

  /**
   * Puts {@code after} in the place of {@code before}; both have the same key. Either may be null:
   * there is no such object before, or after.
   *
   * @param failures is told of indexes that cannot hold {@code after}
   */
  void swap(Stored<M> before, Stored<M> after, Consumer<? super IndexFailure> failures) {
    String key = (before == null ? after : before).key();
    if (after == null) {
      objects.remove(key);
    } else if (before == null) {
      objects.put(after);
    } else {
      objects.replace(after);
    }
    // The key of the old entry, which the indexes hold already, so that they share one instance.
    indexes.change(
        key,
        before == null ? null : before.message(),
        after == null ? null : after.message(),
        failures);
  }

  @Override
  public TableState<M> freeze() {
    return new TableState<>(table, objects.freeze(), indexes.freeze());
  }
}
