package io.skep.store;

import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.StoreSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * The one description of a table: accessors, indexes, checks, and its place in log entries and
 * snapshots. Implementations are immutable, stateless and usable from any thread.
 *
 * @param <M> the stored message
 */
public interface Table<M extends Message> extends Kind<M> {
  /** The meta of {@code object}; never null. */
  Meta meta(M object);

  /** A copy of {@code object} with {@code meta} in place of its own. */
  M withMeta(M object, Meta meta);

  /** The annotations of {@code object}, wherever this table keeps them. */
  Annotations annotations(M object);

  /** All secondary indexes, in a fixed order. */
  List<Index<M, ?>> indexes();

  /**
   * The name that no two objects of this table may share, folded for comparison; empty if names may
   * repeat. The table's {@value Index#NAME} index holds the same.
   */
  Optional<String> uniqueName(M object);

  /**
   * Rules of this table beyond the ones that all tables share, run before a create. {@code tx}
   * shows the state before the change.
   *
   * @throws StoreException if the object may not be created
   */
  default void checkCreate(ReadTx tx, M object) {}

  /**
   * Rules of this table beyond the ones that all tables share, run before an update.
   *
   * @throws StoreException if the object may not be updated to {@code after}
   */
  default void checkUpdate(ReadTx tx, M after) {}

  /**
   * Rules of this table beyond the ones that all tables share, run before a delete.
   *
   * @throws StoreException if the object may not be deleted
   */
  default void checkDelete(ReadTx tx, M before) {}

  /** The change as an item of a log entry. */
  StoreAction action(StoreActionKind action, M object);

  /** The object of {@code action}, if the action is about this table. */
  Optional<M> fromAction(StoreAction action);

  /** The objects that {@code snapshot} holds of this table, in its order. */
  List<M> fromSnapshot(StoreSnapshot snapshot);

  /** Appends {@code objects}, which come in id order, to {@code snapshot}. */
  void toSnapshot(StoreSnapshot.Builder snapshot, Iterable<M> objects);

  @Override
  default Table<M> table() {
    return this;
  }

  @Override
  default boolean owns(Message stored) {
    return type().isInstance(stored);
  }

  @Override
  default M decode(Message stored) {
    return type().cast(stored);
  }

  @Override
  default Message encode(M object) {
    return object;
  }
}
