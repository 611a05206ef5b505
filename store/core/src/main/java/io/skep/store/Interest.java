package io.skep.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which changes a watcher wants: those that any of its {@link Specifier}s matches; all if there are
 * none. Immutable.
 */
public final class Interest {
  private static final Interest ALL = new Interest(List.of(), null);

  private final List<Specifier<?>> specifiers;

  /** What each change must meet besides; null for nothing. */
  private final Predicate<? super Change<?>> also;

  private final Set<Table<?>> tables;

  /** Those of the tables of which every change matters; more may be known only by a look. */
  private final Set<Table<?>> wholeTables;

  private final Set<Route> routes;

  private Interest(List<Specifier<?>> specifiers, Predicate<? super Change<?>> also) {
    this.specifiers = specifiers;
    this.also = also;
    this.tables = tablesOf(specifiers);
    this.wholeTables = also == null ? wholeTablesOf(specifiers) : Set.of();
    this.routes = routesOf(specifiers);
  }

  /** Every change. */
  public static Interest all() {
    return ALL;
  }

  /** Every change of the tables that hold {@code kinds}; of all tables if that list is empty. */
  public static Interest in(List<? extends Kind<?>> kinds) {
    List<Specifier<?>> tables = new ArrayList<>();
    kinds.forEach(kind -> tables.add(Specifier.of(kind.table())));
    return of(tables);
  }

  /** Every change that {@code first} or one of {@code more} matches, each once. */
  public static Interest of(Specifier<?> first, Specifier<?>... more) {
    List<Specifier<?>> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return of(all);
  }

  /** Every change that one of {@code specifiers} matches, each once; every change for none. */
  public static Interest of(List<? extends Specifier<?>> specifiers) {
    return new Interest(List.copyOf(specifiers), null);
  }

  /**
   * Of these changes, the ones that {@code condition} accepts, which sees the object before and
   * after; pure, quick, and called again for the same change.
   */
  public Interest where(Predicate<? super Change<?>> condition) {
    Objects.requireNonNull(condition, "condition");
    return new Interest(specifiers, change -> isAlso(change) && condition.test(change));
  }

  /** The tables whose changes matter, in the order of the specifiers; empty for all. */
  public Set<Table<?>> tables() {
    return tables;
  }

  /**
   * By what the changes that matter are found: each of them by at least one of these, besides
   * others that do not matter.
   */
  public Set<Route> routes() {
    return routes;
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

  /** Whether every change of {@code changed} matters, so that none needs a look. */
  public boolean wantsAllOf(List<Table<?>> changed) {
    if (specifiers.isEmpty()) {
      return also == null;
    }
    for (Table<?> table : changed) {
      if (!wholeTables.contains(table)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code change} matters. */
  public boolean wants(Change<?> change) {
    return isSpecified(change) && isAlso(change);
  }

  private boolean isAlso(Change<?> change) {
    return also == null || also.test(change);
  }

  private boolean isSpecified(Change<?> change) {
    for (Specifier<?> specifier : specifiers) {
      if (specifier.wants(change)) {
        return true;
      }
    }
    return specifiers.isEmpty();
  }

  private static Set<Table<?>> tablesOf(List<Specifier<?>> specifiers) {
    var tables = new LinkedHashSet<Table<?>>();
    specifiers.forEach(specifier -> tables.add(specifier.table()));
    return Collections.unmodifiableSet(tables);
  }

  private static Set<Table<?>> wholeTablesOf(List<Specifier<?>> specifiers) {
    return specifiers.stream()
        .filter(Specifier::isUnconditional)
        .<Table<?>>map(Specifier::table)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Route> routesOf(List<Specifier<?>> specifiers) {
    var routes = new LinkedHashSet<Route>();
    specifiers.forEach(specifier -> routes.addAll(specifier.routes()));
    if (specifiers.isEmpty()) {
      routes.add(new Route.OfEverything());
    }
    return Collections.unmodifiableSet(routes);
  }
}
