package io.skep.store;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.skep.api.Annotations;
import io.skep.api.Meta;
import java.time.Instant;
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

  /**
   * The fields, by the paths of the .proto file, that are kept of an object whatever else of it is
   * left out: what its id, meta, annotations and name are made of.
   */
  default List<String> identity() {
    return List.of("id", "meta", "annotations");
  }

  /**
   * The name by which people call {@code object}, exactly as it was given; empty if it has none.
   * The table's {@value Index#NAME} index may go by another, or by this one folded to one case.
   */
  default Optional<String> givenName(M object) {
    return Optional.of(annotations(object).getName());
  }

  /** All secondary indexes that every store keeps, in a fixed order. */
  List<Index<M, ?>> indexes();

  /** The fields by which objects name others, in a fixed order; each of an index of this table. */
  default List<Reference<M>> references() {
    return List.of();
  }

  /**
   * The labels that objects can be selected by, in a fixed order: first those of the annotations,
   * named {@value Index#LABEL}. They are not kept as indexes unless a store is asked to; selecting
   * by them looks at each object.
   */
  default List<Index<M, Label>> labels() {
    return List.of(Index.labels(Index.LABEL, object -> annotations(object).getLabelsMap()));
  }

  /**
   * The name that no two objects of this table may share, folded for comparison; empty if names may
   * repeat. The table's {@value Index#NAME} index holds the same.
   */
  Optional<String> uniqueName(M object);

  /**
   * The first check of a create. Of the checks of a create the first that fails decides: this one,
   * then the unique name, then the id, then {@link #validate}.
   *
   * @param tx the state before the change
   * @throws StoreException if the object may not be created
   */
  default void checkCreate(ReadTx tx, M object) {}

  /**
   * The first check of an update. Of the checks of an update the first that fails decides: this
   * one, then the unique name, then that the object is there, then its version, then {@link
   * #validate}.
   *
   * @param tx the state before the change
   * @throws StoreException if no object may be updated to {@code after}
   */
  default void checkUpdate(ReadTx tx, M after) {}

  /**
   * The last check of a delete, of an object that is there.
   *
   * @param tx the state before the change
   * @throws StoreException if the object may not be deleted
   */
  default void checkDelete(ReadTx tx, M before) {}

  /**
   * What is left of an object that is deleted. Called when nothing keeps it from being deleted.
   *
   * @param now the time of the transaction
   * @return what to store in its place; {@code before} itself to leave it as it is; empty if the
   *     object goes
   */
  default Optional<M> remains(M before, Instant now) {
    return Optional.empty();
  }

  /**
   * Whether an object is still there after an update, or goes with it. Called when the other checks
   * have passed.
   *
   * @throws StoreException if {@code before} may not become {@code after}
   */
  default boolean survives(M before, M after) {
    return true;
  }

  /**
   * The last check of every write, also of a restored object: that the object has what its indexes
   * need.
   *
   * @throws InvalidObjectException if it has not
   */
  default void validate(M object) {}

  /** Reads an object from the bytes that {@link Message#toByteString} made of it. */
  Parser<M> parser();

  /**
   * Where SwarmKit's log entries and snapshots hold the objects. Empty for a table that SwarmKit
   * does not know, as every table of the user's own: its objects travel as bytes under the name of
   * the table, so that name and the format of the messages must outlive what was saved.
   */
  default Optional<Places<M>> places() {
    return Optional.empty();
  }

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
