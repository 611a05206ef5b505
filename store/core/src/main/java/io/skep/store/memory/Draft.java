package io.skep.store.memory;

import com.google.protobuf.Message;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.store.Change;
import io.skep.store.Kind;
import io.skep.store.Table;
import io.skep.store.find.IndexFailure;
import io.skep.store.index.IndexKey;
import io.skep.store.index.Latest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A changeable copy of a root, and the list of what was changed. It checks no rule of the store; it
 * keeps indexes and objects in step and can go back to an earlier moment. Making one costs nothing,
 * dropping one as well. Confined to the writer.
 */
final class Draft {

  private final Root base;
  private final TableEdit<?>[] edits;
  private final List<Step<?>> steps = new ArrayList<>(2); // Most transactions change little.

  Draft(Root base) {
    this.base = base;
    this.edits = new TableEdit<?>[base.schema().tables().size()];
  }

  Root base() {
    return base;
  }

  /** The table that holds {@code kind}, with the changes so far. */
  TableView<?> tableOf(Kind<?> kind) {
    int position = base.schema().position(kind);
    TableEdit<?> edit = edits[position];
    return edit == null ? base.table(position) : edit;
  }

  /** The object with {@code key}, or null. */
  <M extends Message> Stored<M> get(Table<M> table, String key) {
    return viewOf(table).objects().get(key);
  }

  /** The table, with the changes so far. */
  @SuppressWarnings("unchecked") // Each table stands at its own position.
  <M extends Message> TableView<M> viewOf(Table<M> table) {
    return (TableView<M>) tableOf(table);
  }

  /**
   * Puts {@code message} in the place of {@code before}, which is null if it is new.
   *
   * @param failures is told of indexes that cannot hold it; the object is put all the same
   */
  <M extends Message> Stored<M> put(
      Table<M> table, Stored<M> before, M message, Consumer<? super IndexFailure> failures) {
    String key = before == null ? IndexKey.ofText(table.id(message)) : before.key();
    var after = new Stored<>(key, message, base.position() + 1);
    step(new Step<>(editOf(table), before, after), failures);
    return after;
  }

  /** Removes {@code before}. */
  <M extends Message> void remove(Table<M> table, Stored<M> before) {
    step(new Step<>(editOf(table), before, null), Draft::ignore);
  }

  /** How many changes there are: a moment to go back to. */
  int size() {
    return steps.size();
  }

  /** Undoes all changes but the first {@code size}. */
  void rollBackTo(int size) {
    for (int i = steps.size() - 1; i >= size; i--) {
      steps.remove(i).undo();
    }
  }

  /** The changes after the first {@code from}, in the order in which they were made. */
  List<Change<?>> changes(int from) {
    var changes = new Change<?>[steps.size() - from];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = steps.get(from + i).change();
    }
    return List.of(changes);
  }

  /** Makes what was put here the newest of the store. */
  void publish(Newest newest) {
    for (Step<?> step : steps) {
      step.publish(newest);
    }
  }

  /** The changes after the first {@code from}, as items of a log entry that says nothing else. */
  LogEntry.Builder actions(int from) {
    LogEntry.Builder entry = LogEntry.newBuilder();
    for (Step<?> step : steps.subList(from, steps.size())) {
      step.appendTo(entry);
    }
    return entry;
  }

  /** The tables as they stand now. This draft can go on without being seen. */
  TableState<?>[] freeze() {
    TableState<?>[] tables = base.tables();
    for (int position = 0; position < edits.length; position++) {
      if (edits[position] != null) {
        tables[position] = edits[position].freeze();
      }
    }
    return tables;
  }

  /** An object that was stored once may be stored again; it is absent where it has no value. */
  private static void ignore(IndexFailure failure) {}

  private void step(Step<?> step, Consumer<? super IndexFailure> failures) {
    steps.add(step);
    step.redo(failures);
  }

  @SuppressWarnings("unchecked") // Each table stands at its own position.
  private <M extends Message> TableEdit<M> editOf(Table<M> table) {
    int position = base.schema().position(table);
    if (edits[position] == null) {
      edits[position] = new TableEdit<>(base.table(position));
    }
    return (TableEdit<M>) edits[position];
  }

  /** One change: what stood there before and what stands there after, either null. */
  private record Step<M extends Message>(TableEdit<M> edit, Stored<M> before, Stored<M> after) {
    void redo(Consumer<? super IndexFailure> failures) {
      edit.swap(before, after, failures);
    }

    void undo() {
      edit.swap(after, before, Draft::ignore);
    }

    void publish(Newest newest) {
      Latest<Stored<M>> latest = newest.of(edit.table());
      if (after == null) {
        latest.remove(before.key());
      } else {
        latest.put(after);
      }
    }

    void appendTo(LogEntry.Builder entry) {
      if (after == null) {
        Actions.append(entry, edit.table(), StoreActionKind.STORE_ACTION_REMOVE, before.message());
      } else {
        Actions.append(
            entry,
            edit.table(),
            before == null
                ? StoreActionKind.STORE_ACTION_CREATE
                : StoreActionKind.STORE_ACTION_UPDATE,
            after.message());
      }
    }

    Change<M> change() {
      if (before == null) {
        return new Change.Created<>(edit.table(), after.message());
      }
      return after == null
          ? new Change.Deleted<>(edit.table(), before.message())
          : new Change.Updated<>(edit.table(), before.message(), after.message());
    }
  }
}
