package io.skep.server.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.CommitRequest;
import io.skep.api.v1.TableAction;
import io.skep.server.RefusedException;
import io.skep.store.Change;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The changes that a caller wants, each with the version at which it read the object. Immutable.
 *
 * @param changes at most one of each object
 */
record ChangeSet(List<Change<?>> changes) {
  /**
   * The changes of {@code request}, for a store that has {@code tables}.
   *
   * @throws RefusedException if one of them cannot be one
   */
  static ChangeSet of(CommitRequest request, List<Table<?>> tables) {
    List<Change<?>> changes = new ArrayList<>();
    for (StoreAction action : request.getActionsList()) {
      changes.add(change(action, tables));
    }
    for (TableAction action : request.getTableActionsList()) {
      changes.add(change(action, tables));
    }
    Set<ObjectKey> seen = new HashSet<>();
    for (Change<?> change : changes) {
      if (!seen.add(change.key())) {
        throw RefusedException.invalid(
            "%s is changed twice; send only its last state".formatted(change.key()));
      }
    }
    return new ChangeSet(List.copyOf(changes));
  }

  private static Change<?> change(StoreAction action, List<Table<?>> tables) {
    for (Table<?> table : tables) {
      Optional<Change<?>> change = change(table, action);
      if (change.isPresent()) {
        return change.get();
      }
    }
    throw RefusedException.invalid(
        "an action on %s, which this store has no table for".formatted(action.getTargetCase()));
  }

  private static <M extends Message> Optional<Change<?>> change(
      Table<M> table, StoreAction action) {
    return table
        .places()
        .flatMap(places -> places.in(action))
        .map(object -> change(table, action.getAction(), object));
  }

  private static Change<?> change(TableAction action, List<Table<?>> tables) {
    for (Table<?> table : tables) {
      if (table.places().isEmpty() && table.name().equals(action.getTable())) {
        return parsed(table, action);
      }
    }
    throw RefusedException.invalid(
        "an action on table \"%s\", which this store does not have".formatted(action.getTable()));
  }

  private static <M extends Message> Change<?> parsed(Table<M> table, TableAction action) {
    try {
      return change(table, action.getAction(), table.parser().parseFrom(action.getObject()));
    } catch (InvalidProtocolBufferException e) {
      throw RefusedException.invalid(
          "object \"%s\" of table \"%s\" cannot be read: %s"
              .formatted(action.getId(), table.name(), e.getMessage()));
    }
  }

  private static <M extends Message> Change<?> change(
      Table<M> table, StoreActionKind action, M object) {
    if (table.id(object).isEmpty()) {
      throw RefusedException.invalid(
          "an object of table \"%s\" without an id; ids are chosen by who writes"
              .formatted(table.name()));
    }
    return switch (action) {
      case STORE_ACTION_CREATE -> new Change.Created<>(table, object);
      // Of what was read only the version counts, which the new object carries.
      case STORE_ACTION_UPDATE -> new Change.Updated<>(table, object, object);
      case STORE_ACTION_REMOVE -> new Change.Deleted<>(table, object);
      case UNKNOWN, UNRECOGNIZED ->
          throw RefusedException.invalid(
              "an unknown action on %s; use create, update or remove"
                  .formatted(ObjectKey.of(table, table.id(object))));
    };
  }
}
