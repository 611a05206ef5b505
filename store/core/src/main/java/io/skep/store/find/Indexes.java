package io.skep.store.find;

import io.skep.store.Index;
import io.skep.store.index.IndexKey;
import io.skep.store.index.OrderedMap;
import io.skep.store.index.PersistentMap;
import io.skep.store.index.Posting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;

/**
 * Several indexes of the same objects, as one immutable value. Like a {@link PersistentMap} it is
 * changed through an {@link Edit}, and old ones stay as they were. Any thread.
 *
 * @param <T> the objects
 */
public final class Indexes<T> extends IndexView<T> {
  /** In the places of the indexes; never changed. */
  private final PersistentMap<Posting>[] maps;

  private Indexes(IndexList<T> list, PersistentMap<Posting>[] maps) {
    super(list);
    this.maps = maps;
  }

  /**
   * Indexes without objects.
   *
   * @param name what is indexed, for messages: the name of the table or kind
   * @throws IllegalArgumentException if two have the same name
   */
  public static <T> Indexes<T> of(String name, List<? extends Index<? super T, ?>> indexes) {
    return of(name, indexes, List.of());
  }

  /**
   * Indexes without objects.
   *
   * @param name what is indexed, for messages: the name of the table or kind
   * @param kept the indexes that changes keep up to date
   * @param others indexes that are not kept: what they are asked takes a look at each object, and
   *     always comes by id. One of the same name may be kept {@linkplain Index#part in part}, which
   *     is asked first
   * @throws IllegalArgumentException if two that are kept have the same name
   */
  public static <T> Indexes<T> of(
      String name,
      List<? extends Index<? super T, ?>> kept,
      List<? extends Index<? super T, ?>> others) {
    PersistentMap<Posting>[] maps = maps(kept.size());
    Arrays.fill(maps, PersistentMap.empty());
    return new Indexes<>(IndexList.of(name, kept, others), maps);
  }

  /**
   * These indexes and {@code others}, which index the same objects.
   *
   * @throws IllegalArgumentException if both have an index of the same name
   */
  public Indexes<T> and(Indexes<? super T> others) {
    List<Index<? super T, ?>> indexes = new ArrayList<>(list.indexes());
    indexes.addAll(others.list.indexes());
    PersistentMap<Posting>[] all = Arrays.copyOf(maps, maps.length + others.maps.length);
    System.arraycopy(others.maps, 0, all, maps.length, others.maps.length);
    return new Indexes<>(IndexList.of(list.name(), indexes, list.others()), all);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Nothing else is put in.
  private static PersistentMap<Posting>[] maps(int count) {
    return new PersistentMap[count];
  }

  @Override
  OrderedMap<Posting> index(int position) {
    return maps[position];
  }

  /** A changeable copy. Cheap; these indexes stay as they are. */
  public Edit<T> edit() {
    return new Edit<>(this);
  }

  /**
   * Indexes that one owner changes in place. Not for several threads at a time.
   *
   * @param <T> the objects
   */
  public static final class Edit<T> extends IndexView<T> {
    /** Keys among which one is found soonest by a look at each. */
    private static final int FEW = 8;

    private Indexes<T> frozen;

    /**
     * The index maps that were changed since {@link #frozen}, in their places; null elsewhere. Null
     * if none was.
     */
    private PersistentMap.Edit<Posting>[] edits;

    private Edit(Indexes<T> frozen) {
      super(frozen.list);
      this.frozen = frozen;
    }

    @Override
    OrderedMap<Posting> index(int position) {
      PersistentMap.Edit<Posting> edit = edits == null ? null : edits[position];
      return edit == null ? frozen.maps[position] : edit;
    }

    /**
     * Brings all indexes up to date with the change of one object. Touches only those whose keys
     * for it differ.
     *
     * @param id the object's id, as bytes; it is kept
     * @param before the object as it was indexed so far; null if it is new
     * @param after the object as it is now; null if it is gone
     * @param failures is told of index functions that throw; the object is then absent from that
     *     index, and all others are brought up to date
     */
    public void change(String id, T before, T after, Consumer<? super IndexFailure> failures) {
      if (before == null) {
        IndexKey.checked(id); // Once for all indexes.
      }
      for (int position = 0; position < list.size(); position++) {
        var index = list.indexes().get(position);
        if (before == null || after == null || !sameValues(index, before, after)) {
          List<String> oldKeys = keys(index, id, before, failure -> {}); // Told when it came.
          List<String> newKeys = keys(index, id, after, failures);
          if (!oldKeys.isEmpty() || !newKeys.isEmpty()) {
            change(edit(position), id, oldKeys, newKeys);
          }
        }
      }
    }

    /** The indexes as they stand now. This edit can go on without being seen. */
    public Indexes<T> freeze() {
      if (edits == null) {
        return frozen;
      }
      PersistentMap<Posting>[] maps = frozen.maps.clone();
      for (int position = 0; position < maps.length; position++) {
        if (edits[position] != null) {
          maps[position] = edits[position].freeze();
        }
      }
      reset(new Indexes<>(list, maps));
      return frozen;
    }

    /** Makes this what {@code indexes} are; undoes all changes since they were frozen. */
    public void reset(Indexes<T> indexes) {
      frozen = indexes;
      edits = null;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Nothing else is put in.
    private PersistentMap.Edit<Posting> edit(int position) {
      if (edits == null) {
        edits = new PersistentMap.Edit[list.size()];
      }
      if (edits[position] == null) {
        edits[position] = frozen.maps[position].edit();
      }
      return edits[position];
    }

    private static <T> boolean sameValues(Index<? super T, ?> index, T before, T after) {
      try {
        return index.sameValues(before, after);
      } catch (RuntimeException e) {
        return false; // Told when the keys are asked for.
      }
    }

    private static <T> List<String> keys(
        Index<? super T, ?> index, String id, T object, Consumer<? super IndexFailure> failures) {
      if (object == null) {
        return List.of();
      }
      try {
        return index.isSingleValued() ? onlyKey(index, object) : allKeys(index, object);
      } catch (RuntimeException e) {
        failures.accept(new IndexFailure(index, id, e));
        return List.of();
      }
    }

    private static <T> List<String> onlyKey(Index<? super T, ?> index, T object) {
      String key = index.onlyKeyOf(object);
      return key == null ? List.of() : List.of(IndexKey.checked(key));
    }

    private static <T> List<String> allKeys(Index<? super T, ?> index, T object) {
      List<String> keys = new ArrayList<>(1);
      index.keysOf(object, key -> keys.add(IndexKey.checked(key)));
      return keys;
    }

    private static void change(
        PersistentMap.Edit<Posting> index, String id, List<String> oldKeys, List<String> newKeys) {
      Collection<String> kept = newKeys.size() <= FEW ? newKeys : new HashSet<>(newKeys);
      for (String key : oldKeys) {
        if (!kept.contains(key)) {
          Posting.remove(index, key, id);
        }
      }
      for (String key : newKeys) {
        Posting.add(index, key, id);
      }
    }
  }
}
