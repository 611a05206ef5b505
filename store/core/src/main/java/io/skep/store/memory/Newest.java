package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.index.Latest;

/** The newest objects that a store has published, table by table. The writer's. */
final class Newest {
  private final Schema schema;

  /** In the places of the tables; null where nothing was put. */
  private final Latest<?>[] tables;

  Newest(Schema schema) {
    this.schema = schema;
    this.tables = new Latest<?>[schema.tables().size()];
  }

  /** Those of {@code table}. */
  <M extends Message> Latest<Stored<M>> of(Table<M> table) {
    return at(schema.position(table));
  }

  /** Takes over what {@code draft} has made of the newest root: {@code root}, to be published. */
  void publish(Draft draft, Root root) {
    draft.publish(this);
    for (int position = 0; position < tables.length; position++) {
      if (root.table(position) != draft.base().table(position)) {
        publish(root.table(position), position, root);
      }
    }
  }

  private <M extends Message> void publish(TableState<M> table, int position, Root root) {
    table.publish(at(position), root.position());
  }

  @SuppressWarnings("unchecked") // Each table stands at its own position.
  private <M extends Message> Latest<Stored<M>> at(int position) {
    if (tables[position] == null) {
      tables[position] = new Latest<Stored<M>>();
    }
    return (Latest<Stored<M>>) tables[position];
  }
}
