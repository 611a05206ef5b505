package io.skep.informer.view;

import io.skep.store.index.IndexKey;
import io.skep.store.index.Keyed;
import io.skep.store.index.PersistentMap;
import java.util.ArrayList;
import java.util.List;

/**
 * The objects that are missing somewhere because a function threw, and why. Immutable. Costs
 * nothing while there are none.
 */
final class Faults {
  static final Faults NONE = new Faults(PersistentMap.empty());

  private final PersistentMap<Fault> byPlaceAndId;

  private Faults(PersistentMap<Fault> byPlaceAndId) {
    this.byPlaceAndId = byPlaceAndId;
  }

  boolean isEmpty() {
    return byPlaceAndId.isEmpty();
  }

  Faults and(Faults others) {
    if (others.isEmpty()) {
      return this;
    }
    PersistentMap.Edit<Fault> edit = byPlaceAndId.edit();
    others.byPlaceAndId.forEach(edit::put);
    return new Faults(edit.freeze());
  }

  Faults with(String place, String id, RuntimeException cause) {
    PersistentMap.Edit<Fault> edit = byPlaceAndId.edit();
    edit.put(new Fault(key(place, id), place, IndexKey.toText(id), cause.toString()));
    return new Faults(edit.freeze());
  }

  Faults without(String place, String id) {
    if (isEmpty()) {
      return this;
    }
    PersistentMap.Edit<Fault> edit = byPlaceAndId.edit();
    return edit.remove(key(place, id)) == null ? this : new Faults(edit.freeze());
  }

  /** These faults after {@code changes}: a changed object is at fault only if it failed again. */
  Faults after(String place, List<? extends Transition<?>> changes) {
    Faults left = this;
    for (Transition<?> change : changes) {
      left = left.without(place, change.id());
      if (change.failure() != null) {
        left = left.with(place, change.id(), change.failure());
      }
    }
    return left;
  }

  /** A sentence for each of {@code places} that misses objects. */
  List<String> problems(List<String> places) {
    List<String> problems = new ArrayList<>();
    for (String place : places) {
      Fault first = byPlaceAndId.first(key(place, ""));
      if (first != null) {
        int missing = byPlaceAndId.count(key(place, ""));
        problems.add(
            "%s misses %d, the first being %s: %s"
                .formatted(place, missing, first.id(), first.cause()));
      }
    }
    return problems;
  }

  private static String key(String place, String id) {
    return IndexKey.part(IndexKey.ofText(place)) + id;
  }

  /**
   * One object that is missing in one place.
   *
   * @param key place and id, joined
   * @param cause what the function threw, in words: the exception itself may hold on to much
   */
  private record Fault(String key, String place, String id, String cause) implements Keyed {}
}
