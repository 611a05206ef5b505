package io.skep.store;

import com.google.protobuf.Message;
import io.skep.store.index.IndexKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A field by which the objects of a table name objects of another kind: {@code new
 * Reference<>("node", TaskKind.NODE_ID)}. Tables {@linkplain Table#references declare} theirs; the
 * index finds who refers to an object, the field says to whom an object refers.
 *
 * <p>Besides, any object may have an {@linkplain Marks#OWNER owner}.
 *
 * @param target the name of the kind of the named objects
 * @param index of their ids; an empty id names none
 * @param <M> the stored messages that hold the field
 */
public record Reference<M extends Message>(String target, Index<M, String> index) {
  /** Refuses nulls. */
  public Reference {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(index, "index");
  }

  /**
   * The objects of {@code kind} that refer to {@code target} by a declared reference, or have it as
   * an owner; by id, each once.
   */
  public static <T> By<T> to(ObjectKey target, Kind<T> kind) {
    List<By<T>> members = new ArrayList<>();
    for (Reference<?> reference : kind.table().references()) {
      if (reference.target.equals(target.kind())) {
        members.add(new By.Equal<>(reference.index.name(), reference.index.key(target.id())));
      }
    }
    if (keepsOwners(kind.table())) {
      members.add(By.custom(Marks.OWNER, target.toString()));
    }
    return By.and(List.of(By.or(members)));
  }

  private static boolean keepsOwners(Table<?> table) {
    return table.indexes().stream().anyMatch(index -> index.name().equals(Index.CUSTOM));
  }

  /** What {@code object} refers to: by its declared references in their order, then its owners. */
  public static <M extends Message> List<ObjectKey> of(Table<M> table, M object) {
    List<ObjectKey> targets = new ArrayList<>();
    for (Reference<M> reference : table.references()) {
      reference.index.keysOf(object, key -> add(reference.target, IndexKey.toText(key), targets));
    }
    for (String owner : Marks.of(table.annotations(object), Marks.OWNER)) {
      int slash = owner.indexOf('/');
      if (slash > 0) {
        add(owner.substring(0, slash), owner.substring(slash + 1), targets);
      }
    }
    return targets.stream().distinct().toList();
  }

  private static void add(String kind, String id, List<ObjectKey> targets) {
    if (!id.isEmpty()) {
      targets.add(new ObjectKey(kind, id));
    }
  }
}
