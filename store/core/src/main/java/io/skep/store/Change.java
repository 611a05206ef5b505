package io.skep.store;

import com.google.protobuf.Message;
import java.util.Optional;

/**
 * What a transaction did to one object. Immutable; the objects are the stored instances.
 *
 * @param <M> the stored message
 */
public sealed interface Change<M extends Message> {
  /** A new object. */
  record Created<M extends Message>(Table<M> table, M object) implements Change<M> {
    @Override
    public Optional<M> before() {
      return Optional.empty();
    }

    @Override
    public Optional<M> after() {
      return Optional.of(object);
    }

    @Override
    public String toString() {
      return described("created", this);
    }
  }

  /**
   * A replaced object. {@code old} is what stood just before this change, which may be of the same
   * transaction.
   */
  record Updated<M extends Message>(Table<M> table, M old, M object) implements Change<M> {
    @Override
    public Optional<M> before() {
      return Optional.of(old);
    }

    @Override
    public Optional<M> after() {
      return Optional.of(object);
    }

    @Override
    public String toString() {
      return described("updated", this);
    }
  }

  /** A removed object, as it was stored last: its version is that of its last write. */
  record Deleted<M extends Message>(Table<M> table, M object) implements Change<M> {
    @Override
    public Optional<M> before() {
      return Optional.of(object);
    }

    @Override
    public Optional<M> after() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return described("deleted", this);
    }
  }

  /** The table that it happened in. */
  Table<M> table();

  /** The newest object: the new one, or the last one of a removed object. */
  M object();

  /** The object before the change. */
  Optional<M> before();

  /** The object after the change. */
  Optional<M> after();

  /** The key of the object. */
  default ObjectKey key() {
    return ObjectKey.of(table(), table().id(object()));
  }

  /** Without the objects, as they may hold what must not get into a log. */
  private static <M extends Message> String described(String done, Change<M> change) {
    long version = change.table().meta(change.object()).getVersion().getIndex();
    return "%s %s (version %s)".formatted(done, change.key(), new Version(version));
  }
}
