package io.skep.informer.remote;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.TableAction;
import io.skep.store.Change;
import io.skep.store.ObjectKey;
import io.skep.store.Origin;
import io.skep.store.ReadTx;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The changes that an entry makes to a copy. One entry, one use. */
final class EntryChanges {
  private final Origin origin;
  private final List<Table<?>> tables;
  private final ReadTx copy;
  private final Rule rule;
  private final List<Change<?>> changes = new ArrayList<>();

  /** What the entry itself has made of objects so far; empty for removed. Asked, never walked. */
  private final Map<ObjectKey, Optional<Message>> made = new HashMap<>();

  private long repeats;

  /** What to do with a change that does not fit. */
  interface Rule {
    /**
     * Whether to make a change.
     *
     * @param before what the copy has, or null
     * @param object the new object, or the removed one
     * @throws DoesNotFit if the copy cannot go on
     */
    <M extends Message> boolean admits(Table<M> table, StoreActionKind action, M before, M object)
        throws DoesNotFit;
  }

  /** A copy is not what a change was made on, or the change cannot be read. */
  static final class DoesNotFit extends Exception {
    private static final long serialVersionUID = 1L;

    DoesNotFit(String details) {
      super(details, null, false, false);
    }
  }

  private EntryChanges(Origin origin, List<Table<?>> tables, ReadTx copy, Rule rule) {
    this.origin = origin;
    this.tables = tables;
    this.copy = copy;
    this.rule = rule;
  }

  /** What {@code entry} makes of {@code copy}; tables that the copy does not have are left out. */
  static EntryChanges of(LogEntry entry, List<Table<?>> tables, ReadTx copy, Rule rule)
      throws DoesNotFit {
    var origin = new Origin(entry.getWriter(), entry.getTraceId());
    var result = new EntryChanges(origin, tables, copy, rule);
    int done = 0;
    for (TableAction action : entry.getTableActionsList()) {
      for (; done < Math.min(action.getActionsBefore(), entry.getActionsCount()); done++) {
        result.add(entry.getActions(done));
      }
      result.add(action);
    }
    for (; done < entry.getActionsCount(); done++) {
      result.add(entry.getActions(done));
    }
    return result;
  }

  /** Who has made the entry. */
  Origin origin() {
    return origin;
  }

  List<Change<?>> changes() {
    return changes;
  }

  /** How many changes were left out by the rule. */
  long repeats() {
    return repeats;
  }

  private void add(StoreAction action) throws DoesNotFit {
    for (Table<?> table : tables) {
      if (addIfOf(table, action)) {
        return;
      }
    }
  }

  private <M extends Message> boolean addIfOf(Table<M> table, StoreAction action)
      throws DoesNotFit {
    Optional<M> object = table.places().flatMap(places -> places.in(action));
    if (object.isPresent()) {
      add(table, action.getAction(), object.get());
    }
    return object.isPresent();
  }

  private void add(TableAction action) throws DoesNotFit {
    for (Table<?> table : tables) {
      if (table.places().isEmpty() && table.name().equals(action.getTable())) {
        parse(table, action);
      }
    }
  }

  private <M extends Message> void parse(Table<M> table, TableAction action) throws DoesNotFit {
    try {
      add(table, action.getAction(), table.parser().parseFrom(action.getObject()));
    } catch (InvalidProtocolBufferException e) {
      throw new DoesNotFit(
          "object \"%s\" of table \"%s\" cannot be read: %s"
              .formatted(action.getId(), table.name(), e.getMessage()));
    }
  }

  private <M extends Message> void add(Table<M> table, StoreActionKind action, M object)
      throws DoesNotFit {
    ObjectKey key = ObjectKey.of(table, table.id(object));
    Optional<Message> earlier = made.get(key);
    M before =
        earlier == null
            ? copy.get(table, key.id()).orElse(null)
            : earlier.map(table.type()::cast).orElse(null);
    if (!rule.admits(table, action, before, object)) {
      repeats++;
      return;
    }
    boolean removed = action == StoreActionKind.STORE_ACTION_REMOVE;
    made.put(key, removed ? Optional.empty() : Optional.of(object));
    if (removed) {
      changes.add(new Change.Deleted<>(table, before));
    } else {
      changes.add(
          before == null
              ? new Change.Created<>(table, object)
              : new Change.Updated<>(table, before, object));
    }
  }

  /** For sources that tell each change once: what does not fit is a fault. */
  static final Rule EXACT =
      new Rule() {
        @Override
        public <M extends Message> boolean admits(
            Table<M> table, StoreActionKind action, M before, M object) throws DoesNotFit {
          boolean fits =
              switch (action) {
                case STORE_ACTION_CREATE -> before == null;
                case STORE_ACTION_UPDATE, STORE_ACTION_REMOVE -> before != null;
                case UNKNOWN, UNRECOGNIZED -> false;
              };
          if (!fits) {
            throw new DoesNotFit(
                "%s of %s, which is %s here"
                    .formatted(
                        action,
                        ObjectKey.of(table, table.id(object)),
                        before == null ? "not" : "already"));
          }
          return true;
        }
      };
}
