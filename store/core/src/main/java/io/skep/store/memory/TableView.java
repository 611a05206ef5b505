package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.store.Table;
import io.skep.store.find.IndexView;
import io.skep.store.index.OrderedMap;

/**
 * One table to read: of a root, or of a transaction that goes on.
 *
 * @param <M> the messages
 */
sealed interface TableView<M extends Message> permits TableState, TableEdit {
  Table<M> table();

  /** All objects, by id. */
  OrderedMap<Stored<M>> objects();

  IndexView<M> indexes();

  /** The table as it stands now, whatever is done to this. Costs nothing. */
  TableState<M> freeze();
}
