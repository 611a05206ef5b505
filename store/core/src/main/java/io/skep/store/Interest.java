package io.skep.store;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which changes a watcher wants: those of some tables, all of them or only some. Immutable.
 *
 * @param tables the tables whose changes matter; empty for all
 * @param matches which of those changes matter; pure, quick, and called again for the same change
 */
public record Interest(Set<Table<?>> tables, Predicate<? super Change<?>> matches) {
  /** Copies the tables and keeps their order. */
  public Interest {
    tables = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(tables));
  }

  /** Every change. */
  public static Interest all() {
    return new Interest(Set.of(), change -> true);
  }

  /** Every change of the tables that hold {@code kinds}. */
  public static Interest in(List<? extends Kind<?>> kinds) {
    var tables = new LinkedHashSet<Table<?>>();
    kinds.forEach(kind -> tables.add(kind.table()));
    return new Interest(tables, change -> true);
  }

  /** Of these changes, the ones that {@code also} accepts. */
  public Interest where(Predicate<? super Change<?>> also) {
    return new Interest(tables, change -> matches.test(change) && also.test(change));
  }

  /** Whether {@code change} matters. */
  public boolean wants(Change<?> change) {
    return (tables.isEmpty() || tables.contains(change.table())) && matches.test(change);
  }
}
