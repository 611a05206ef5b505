package io.skep.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
    tables = Collections.unmodifiableSet(new LinkedHashSet<>(tables));
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

  /**
   * What of {@code commit} matters: the commit itself if all of it does, the commit with only the
   * changes that do, or empty if none does.
   */
  public Optional<Commit> select(Commit commit) {
    List<Change<?>> changes = commit.changes();
    if (changes.size() == 1) {
      return wants(changes.get(0)) ? Optional.of(commit) : Optional.empty();
    }
    var wanted = new ArrayList<Change<?>>();
    for (Change<?> change : changes) {
      if (wants(change)) {
        wanted.add(change);
      }
    }
    if (wanted.size() == changes.size()) {
      return Optional.of(commit);
    }
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(new Commit(commit.version(), commit.predecessor(), wanted, commit.origin()));
  }

  /** Whether {@code change} matters. */
  public boolean wants(Change<?> change) {
    return (tables.isEmpty() || tables.contains(change.table())) && matches.test(change);
  }
}
