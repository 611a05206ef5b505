package io.skep.server.feed;

import com.google.protobuf.Message;
import io.skep.api.SelectBy;
import io.skep.api.v1.FollowRequest;
import io.skep.server.RefusedException;
import io.skep.server.watch.Filters;
import io.skep.store.Change;
import io.skep.store.Interest;
import io.skep.store.Projection;
import io.skep.store.Specifier;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which objects a caller follows, and what of them, table by table. Immutable. */
final class Scope {
  /**
   * What a caller wants of one table.
   *
   * @param shown the fields to send; empty for all
   */
  private record Part(Interest interest, Optional<Projection> shown) {
    static final Part ALL = new Part(Interest.all(), Optional.empty());
  }

  /** Asked, and walked in the order of the tables. */
  private final Map<Table<?>, Part> wanted;

  private final List<FollowRequest.Entry> asked;

  private Scope(Map<Table<?>, Part> wanted, List<FollowRequest.Entry> asked) {
    this.wanted = wanted;
    this.asked = asked;
  }

  /**
   * What {@code entries} name of {@code tables}; all for none.
   *
   * @throws RefusedException if they name what is not there, or a filter or field that the table
   *     does not have
   */
  static Scope of(List<FollowRequest.Entry> entries, List<Table<?>> tables) {
    Map<Table<?>, Part> wanted = new LinkedHashMap<>();
    if (entries.isEmpty()) {
      tables.forEach(table -> wanted.put(table, Part.ALL));
    }
    for (FollowRequest.Entry entry : entries) {
      Table<?> table = named(entry.getTable(), tables);
      if (wanted.put(table, part(table, entry)) != null) {
        throw RefusedException.invalid(
            "two entries for table \"%s\"; name each table once".formatted(entry.getTable()));
      }
    }
    return new Scope(wanted, entries);
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

  private static Part part(Table<?> table, FollowRequest.Entry entry) {
    return new Part(
        interest(table, entry.getFiltersList()), projection(table, entry.getFieldsList()));
  }

  private static Optional<Projection> projection(Table<?> table, List<String> fields) {
    try {
      return fields.isEmpty() ? Optional.empty() : Optional.of(Projection.of(table, fields));
    } catch (IllegalArgumentException unknown) {
      throw RefusedException.invalid(unknown.getMessage());
    }
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

  /** What was asked for. Scopes of equal ones show the same. */
  List<FollowRequest.Entry> asked() {
    return asked;
  }

  /** The tables, in the order of the store's or of the request. */
  List<Table<?>> tables() {
    return List.copyOf(wanted.keySet());
  }

  /** Whether {@code object} is of interest. */
  <M extends Message> boolean has(Table<M> table, M object) {
    Part part = wanted.get(table);
    return part != null && part.interest().wants(new Change.Created<>(table, object));
  }

  /** What is sent of {@code object}, which is of interest. */
  <M extends Message> M shown(Table<M> table, M object) {
    return wanted.get(table).shown().map(projection -> projection.of(object)).orElse(object);
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
      M now = shown(table, change.object());
      boolean isWhole = now == change.object(); // Most are; what was before is not sent.
      seen.add(isWhole ? change : new Change.Updated<>(table, change.before().orElseThrow(), now));
    } else if (is) {
      seen.add(new Change.Created<>(table, shown(table, change.object())));
    } else if (was) {
      seen.add(new Change.Deleted<>(table, shown(table, change.before().orElseThrow())));
    }
  }
}
