package io.skep.server.watch;

import io.skep.api.SelectBy.ByCase;
import io.skep.server.RefusedException;
import io.skep.store.Table;
import java.util.HashSet;
import java.util.Set;

/** Refuses entries with two filters of which at most one can be meant. For one entry. */
final class FilterConflicts {
  /** What a filter is about. */
  private enum Subject {
    ID,
    NAME,
    CUSTOM,
    SERVICE,
    NODE,
    DESIRED_STATE,
    ROLE,
    MEMBERSHIP
  }

  private final Table<?> table;
  private final Set<Subject> seen = new HashSet<>();

  FilterConflicts(Table<?> table) {
    this.table = table;
  }

  /** Refuses {@code filter} if one before it is about the same. */
  void add(ByCase filter) {
    if (Filters.apply(table, filter) && !seen.add(subject(filter))) {
      throw RefusedException.invalid("conflicting filters specified");
    }
  }

  private static Subject subject(ByCase filter) {
    return switch (filter) {
      case ID, ID_PREFIX -> Subject.ID;
      case NAME, NAME_PREFIX -> Subject.NAME;
      case CUSTOM, CUSTOM_PREFIX -> Subject.CUSTOM;
      case SERVICE_ID, SLOT -> Subject.SERVICE; // A slot is one of a service.
      case NODE_ID -> Subject.NODE;
      case DESIRED_STATE -> Subject.DESIRED_STATE;
      case ROLE -> Subject.ROLE;
      case MEMBERSHIP -> Subject.MEMBERSHIP;
      default -> throw new IllegalStateException(filter + " is a filter of nothing");
    };
  }
}
