package io.skep.store;

import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The entries of {@code annotations.indices} by which objects belong to each other and outlive
 * their deletion. As entries they are on the wire, in snapshots, and found by {@link By#custom}.
 *
 * <p>Any object may have owners. Finalizers and the mark of deletion have their meaning for {@link
 * io.skep.store.kind.Kinds#RESOURCE resources}: deleting one that has finalizers marks it instead,
 * whoever deletes it, and the removal of the last finalizer of a marked one deletes it.
 */
public final class Marks {
  /** An owner of the object: {@code <kind>/<id>}. */
  public static final String OWNER = "skep.owner";

  /** The name of somebody who has to clean up before the object may go. */
  public static final String FINALIZER = "skep.finalizer";

  /** Since when the object is being deleted, as ISO-8601 text. */
  public static final String DELETING = "skep.deleting";

  private Marks() {}

  /** The values of the entries with {@code key}, in their order. */
  public static List<String> of(Annotations annotations, String key) {
    return annotations.getIndicesList().stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(IndexEntry::getVal)
        .toList();
  }

  /** Whether there is an entry with {@code key}. */
  public static boolean has(Annotations annotations, String key) {
    for (IndexEntry entry : annotations.getIndicesList()) {
      if (entry.getKey().equals(key)) {
        return true;
      }
    }
    return false;
  }

  /** A copy of {@code annotations} with one more entry, at the end. */
  public static Annotations with(Annotations annotations, String key, String value) {
    return annotations.toBuilder()
        .addIndices(IndexEntry.newBuilder().setKey(key).setVal(value))
        .build();
  }

  /** A copy of {@code annotations} without the entries that have both. */
  public static Annotations without(Annotations annotations, String key, String value) {
    Annotations.Builder left = annotations.toBuilder().clearIndices();
    for (IndexEntry entry : annotations.getIndicesList()) {
      if (!entry.getKey().equals(key) || !entry.getVal().equals(value)) {
        left.addIndices(entry);
      }
    }
    return left.build();
  }

  /**
   * By what key others name {@code object} of {@code kind} as their owner: a resource goes by its
   * own kind, however it was read.
   */
  public static <T> ObjectKey asOwner(Kind<T> kind, T object) {
    String name = object instanceof Resource resource ? resource.getKind() : kind.name();
    return new ObjectKey(name, kind.id(object));
  }

  /** The object that the one with {@code annotations} belongs to, if any. */
  public static Optional<ObjectKey> owner(Annotations annotations) {
    return of(annotations, OWNER).stream()
        .filter(owner -> owner.indexOf('/') > 0)
        .findFirst()
        .map(
            owner -> {
              int slash = owner.indexOf('/');
              return new ObjectKey(owner.substring(0, slash), owner.substring(slash + 1));
            });
  }

  /**
   * A copy of {@code annotations} that names {@code owner}; the same if they do.
   *
   * @throws IllegalStateException if they name another: an object has one owner
   */
  public static Annotations withOwner(Annotations annotations, ObjectKey owner) {
    Optional<ObjectKey> present = owner(annotations);
    if (present.isEmpty()) {
      return with(annotations, OWNER, owner.toString());
    }
    if (!present.get().equals(owner)) {
      throw new IllegalStateException(
          "\"%s\" belongs to %s and cannot belong to %s too; an object has one owner"
              .formatted(annotations.getName(), present.get(), owner));
    }
    return annotations;
  }

  /** Since when the object with {@code annotations} is being deleted; empty if it is not. */
  public static Optional<Instant> deletingSince(Annotations annotations) {
    return of(annotations, DELETING).stream().findFirst().map(Instant::parse);
  }
}
