package io.skep.server.feed;

import com.google.protobuf.Message;
import io.skep.api.SelectBy;
import io.skep.api.v1.FollowRequest;
import io.skep.server.RefusedException;
import io.skep.server.watch.Filters;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which objects a caller follows, table by table. Immutable. */
final class Scope {
  /** Per table what says whether an object is in; asked, and walked in the order of the tables. */
  private final Map<Table<?>, Interest> wanted;

  private Scope(Map<Table<?>, Interest> wanted) {
    this.wanted = wanted;
  }

  /**
   * What {@code entries} name of {@code tables}; all for none.
   *
   * @throws RefusedException if they name what is not there, or a filter that the table does not
   *     know
   */
  static Scope of(List<FollowRequest.Entry> entries, List<Table<?>> tables) {
    Map<Table<?>, Interest> wanted = new LinkedHashMap<>();
    if (entries.isEmpty()) {
      tables.forEach(table -> wanted.put(table, Interest.all()));
    }
    for (FollowRequest.Entry entry : entries) {
      Table<?> table = named(entry.getTable(), tables);
      if (wanted.put(table, interest(table, entry.getFiltersList())) != null) {
        throw RefusedException.invalid(
            "two entries for table \"%s\"; name each table once".formatted(entry.getTable()));
      }
    }
    return new Scope(wanted);
  }

  private static Table<?> named(String name, List<Table<?>> tables) {
    return tables.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "no table \"%s\"; this store has %s"
                        .formatted(
                            name,
                            tables.stream().map(Table::name).collect(Collectors.joining(", ")))));
  }

  private static <M extends Message> Interest interest(Table<M> table, List<SelectBy> filters) {
    Specifier<M> specifier = Specifier.of(table);
    for (SelectBy filter : filters) {
      if (!Filters.apply(table, filter.getByCase())) {
        throw RefusedException.invalid(
            "table \"%s\" has no filter %s; leave it out, or choose in the client"
                .formatted(table.name(), filter.getByCase()));
      }
      specifier = Filters.add(table, specifier, filter);
    }
    return filters.isEmpty() ? Interest.all() : Interest.of(specifier);
  }

  /** The tables, in the order of the store's or of the request. */
  List<Table<?>> tables() {
    return List.copyOf(wanted.keySet());
  }

  /** Whether {@code object} is of interest. */
  <M extends Message> boolean has(Table<M> table, M object) {
    Interest interest = wanted.get(table);
    return interest != null && interest.wants(new Change.Created<>(table, object));
  }

  /** What {@code changes} mean to who sees only the objects of interest. */
  List<Change<?>> of(List<Change<?>> changes) {
    List<Change<?>> seen = new ArrayList<>(changes.size());
    for (Change<?> change : changes) {
      add(change, seen);
    }
    return seen;
  }

  private <M extends Message> void add(Change<M> change, List<Change<?>> seen) {
    Table<M> table = change.table();
    boolean was = change.before().filter(before -> has(table, before)).isPresent();
    boolean is = change.after().filter(after -> has(table, after)).isPresent();
    if (was && is) {
      seen.add(change);
    } else if (is) {
      seen.add(new Change.Created<>(table, change.object()));
    } else if (was) {
      seen.add(new Change.Deleted<>(table, change.before().orElseThrow()));
    }
  }
}
