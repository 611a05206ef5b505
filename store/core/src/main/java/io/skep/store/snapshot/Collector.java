package io.skep.store.snapshot;

import com.google.protobuf.Message;
import io.skep.store.InvalidObjectException;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** Takes the objects of a snapshot one by one, and refuses those that no store could take. */
final class Collector {
  private final List<Table<?>> tables;
  private final IdentityHashMap<Table<?>, List<Message>> objects =
      new IdentityHashMap<>(); // Never walked.
  private int total;

  Collector(List<? extends Table<?>> tables) {
    this.tables = List.copyOf(tables);
    this.tables.forEach(table -> objects.put(table, new ArrayList<>()));
  }

  /** How many objects there are of all tables. */
  int total() {
    return total;
  }

  /** How many objects there are of {@code table}: the position of the next one. */
  int count(Table<?> table) {
    return objects.get(table).size();
  }

  /**
   * Takes the next object of {@code table}.
   *
   * @return why it cannot be stored; empty if it was taken
   */
  <M extends Message> Optional<String> add(Table<M> table, M object) {
    try {
      table.validate(object);
    } catch (InvalidObjectException e) {
      return Optional.of(e.getMessage());
    }
    long version = table.meta(object).getVersion().getIndex();
    if (version == -1) {
      return Optional.of(
          "it has version %s, after which there is none".formatted(new Version(version)));
    }
    objects.get(table).add(object);
    total++;
    return Optional.empty();
  }

  /** What was taken. This collector is over. */
  Contents contents(Contents.Position position) {
    return new Collected(tables, objects, position);
  }

  private record Collected(
      List<Table<?>> tables, IdentityHashMap<Table<?>, List<Message>> lists, Position position)
      implements Contents {
    @Override
    public int count(Table<?> table) {
      return lists.get(table).size();
    }

    @Override
    @SuppressWarnings("unchecked") // add put only such objects in.
    public <M extends Message> Iterable<M> objects(Table<M> table) {
      return Collections.unmodifiableList((List<M>) lists.get(table));
    }
  }
}
