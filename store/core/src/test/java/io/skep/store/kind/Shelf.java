package io.skep.store.kind;

import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.Message;
import io.skep.store.By;
import io.skep.store.Table;
import io.skep.store.find.Entry;
import io.skep.store.find.Indexes;
import io.skep.store.index.IndexKey;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.List;

/** The objects of one table with its indexes, without any checks: a store's core. */
final class Shelf<M extends Message> {
  private final Table<M> table;
  private final PersistentMap.Edit<Held<M>> byId = PersistentMap.<Held<M>>empty().edit();
  private final Indexes.Edit<M> indexes;

  private record Held<M>(String key, M object) implements Entry<M> {}

  Shelf(Table<M> table) {
    this.table = table;
    this.indexes = Indexes.<M>of(table.name(), table.indexes(), table.labels()).edit();
  }

  void put(M object) {
    var entry = new Held<>(IndexKey.ofText(table.id(object)), object);
    Held<M> old = byId.put(entry);
    indexes.change(
        entry.key(), old == null ? null : old.object(), object, failure -> fail("%s", failure));
  }

  List<M> find(By<?> by) {
    List<M> found = new ArrayList<>();
    indexes.plan(by, byId).forEach(entry -> found.add(entry.object()));
    return found;
  }

  /** The ids of what {@code by} finds. */
  List<String> ids(By<?> by) {
    return find(by).stream().map(table::id).toList();
  }
}
