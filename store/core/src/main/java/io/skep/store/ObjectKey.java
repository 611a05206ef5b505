package io.skep.store;

import java.util.Objects;

/**
 * The identity of one object: the kind's name and the object's id. Ids are never used again, so a
 * key names one object for ever; names are an index, not an identity. Immutable.
 *
 * @param kind the {@linkplain Kind#name() name of the kind}, for example {@code task}
 * @param id the object's id; may be empty, never null
 */
public record ObjectKey(String kind, String id) implements Comparable<ObjectKey> {
  /** Refuses nulls. */
  public ObjectKey {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(id, "id");
  }

  /** The key of the object with {@code id} of {@code kind}. */
  public static ObjectKey of(Kind<?> kind, String id) {
    return new ObjectKey(kind.name(), id);
  }

  /** By kind, then id, each by UTF-16 units. */
  @Override
  public int compareTo(ObjectKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return kind + "/" + id;
  }
}
