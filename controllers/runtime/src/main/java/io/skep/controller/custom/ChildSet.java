package io.skep.controller.custom;

import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.store.By;
import io.skep.store.Kind;
import io.skep.store.Marks;
import io.skep.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The children of one owner, in one transaction:
 *
 * <pre>{@code
 * tx.children(WEBSITE.key(site), Kinds.TASK, Task::getSlot).become(want);
 * }</pre>
 *
 * <p>Which objects are children is read from the store inside the transaction, so none is ever
 * created twice.
 *
 * @param <K> what tells the children apart
 * @param <T> the children
 */
public final class ChildSet<K extends Comparable<? super K>, T> {
  private static final String SET = "skep.set";
  private static final List<String> TIES = List.of(Marks.OWNER, SET, Cascade.KEY);

  private final ObjectTx tx;
  private final ObjectKey owner;
  private final Kind<T> kind;
  private final Function<? super T, ? extends K> key;
  private final ChildForm<T> form;
  private final String name;
  private final Cascade cascade;

  ChildSet(ObjectTx tx, ObjectKey owner, Kind<T> kind, Function<? super T, ? extends K> key) {
    this(tx, owner, kind, key, ChildForm.of(kind), "", Cascade.BACKGROUND);
  }

  private ChildSet(
      ObjectTx tx,
      ObjectKey owner,
      Kind<T> kind,
      Function<? super T, ? extends K> key,
      ChildForm<T> form,
      String name,
      Cascade cascade) {
    this.tx = tx;
    this.owner = Objects.requireNonNull(owner, "owner");
    this.kind = kind;
    this.key = Objects.requireNonNull(key, "key");
    this.form = form;
    this.name = name;
    this.cascade = cascade;
  }

  /**
   * What a change of a set has done, each list by key.
   *
   * @param created as stored
   * @param updated as stored
   * @param deleted as they were
   * @param leaving that are being deleted and are in the way: wait until they are gone
   */
  public record Changes<T>(List<T> created, List<T> updated, List<T> deleted, List<T> leaving) {
    /** Copies the lists. */
    public Changes {
      created = List.copyOf(created);
      updated = List.copyOf(updated);
      deleted = List.copyOf(deleted);
      leaving = List.copyOf(leaving);
    }

    /** Whether all was as it was to be. */
    public boolean isEmpty() {
      return created.isEmpty() && updated.isEmpty() && deleted.isEmpty() && leaving.isEmpty();
    }
  }

  /** The set called {@code setName}, for an owner with several sets of one kind. */
  public ChildSet<K, T> named(String setName) {
    return new ChildSet<>(tx, owner, kind, key, form, setName, cascade);
  }

  /** The set, of which what is created from now on goes in this way when the owner goes. */
  public ChildSet<K, T> cascading(Cascade how) {
    return new ChildSet<>(tx, owner, kind, key, form, name, how);
  }

  /** The children as they stand in the transaction, by key; unmodifiable. */
  public List<T> list() {
    return List.copyOf(byKey(new ArrayList<>()).values());
  }

  /** {@link #become(Map)} of objects that carry their key. */
  public Changes<T> become(Collection<? extends T> desired) {
    Map<K, T> byKey = new LinkedHashMap<>();
    for (T object : desired) {
      T other = byKey.putIfAbsent(key.apply(object), object);
      if (other != null) {
        throw new IllegalArgumentException(
            "two children of %s in %s have the key %s; keys tell children apart"
                .formatted(owner, kind.name(), key.apply(object)));
      }
    }
    return become(byKey);
  }

  /**
   * Makes the set be {@code desired}: creates what is missing, updates what differs, deletes the
   * rest. Writes nothing for what is as it should be.
   *
   * <p>Of a message those fields count that are set in {@code desired}; repeated fields and maps
   * count whole. Of a custom object the spec counts. Of labels those count that are given. All else
   * a child keeps: its status, what others have added.
   *
   * @param desired by their keys; a new one without an id gets one
   * @throws IllegalStateException if one belongs to another owner
   */
  public Changes<T> become(Map<K, ? extends T> desired) {
    List<T> extra = new ArrayList<>();
    Map<K, T> present = byKey(extra);
    List<T> created = new ArrayList<>();
    List<T> updated = new ArrayList<>();
    List<T> leaving = new ArrayList<>();
    // What goes makes room, such as for its name, before anything comes.
    present.forEach(
        (itsKey, child) -> {
          if (!desired.containsKey(itsKey)) {
            extra.add(child);
          }
        });
    List<T> deleted = delete(extra);
    new TreeMap<K, T>(desired)
        .forEach(
            (itsKey, wanted) -> {
              T child = present.get(itsKey);
              if (child == null) {
                created.add(tx.create(kind, owned(wanted)));
              } else if (isLeaving(child)) {
                leaving.add(child);
              } else {
                T changed = form.merged(child, wanted);
                if (!changed.equals(child)) {
                  updated.add(tx.update(kind, changed));
                }
              }
            });
    return new Changes<>(created, updated, deleted, leaving);
  }

  private List<T> delete(List<T> extra) {
    List<T> deleted = new ArrayList<>();
    for (T child : extra) {
      if (!isLeaving(child)) {
        deleted.add(tx.delete(kind, kind.id(child)));
      }
    }
    return deleted;
  }

  /** The children by key; a second one of a key, which nobody here has made, is {@code extra}. */
  private Map<K, T> byKey(List<T> extra) {
    Map<K, T> children = new TreeMap<>();
    for (T child : tx.find(kind, By.<T>custom(Marks.OWNER, owner.toString()))) {
      if (setOf(form.annotations(child)).equals(name)
          && children.putIfAbsent(key.apply(child), child) != null) {
        extra.add(child);
      }
    }
    return children;
  }

  /** A child's annotations without what ties it to its owner. */
  static Annotations orphaned(Annotations annotations) {
    Annotations.Builder left = annotations.toBuilder().clearIndices();
    for (IndexEntry entry : annotations.getIndicesList()) {
      if (!TIES.contains(entry.getKey())) {
        left.addIndices(entry);
      }
    }
    return left.build();
  }

  private static String setOf(Annotations annotations) {
    return Marks.of(annotations, SET).stream().findFirst().orElse("");
  }

  private boolean isLeaving(T child) {
    return Marks.has(form.annotations(child), Marks.DELETING);
  }

  private T owned(T wanted) {
    Annotations marks = cascade.in(Marks.withOwner(form.annotations(wanted), owner));
    T child = form.withAnnotations(wanted, name.isEmpty() ? marks : Marks.with(marks, SET, name));
    return kind.id(child).isEmpty() ? form.withId(child, tx.newId()) : child;
  }
}
