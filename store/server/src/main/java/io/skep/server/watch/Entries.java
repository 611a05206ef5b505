package io.skep.server.watch;

import com.google.protobuf.Message;
import io.skep.api.Resource;
import io.skep.api.SelectBy;
import io.skep.api.WatchActionKind;
import io.skep.api.WatchRequest.WatchEntry;
import io.skep.server.RefusedException;
import io.skep.store.Interest;
import io.skep.store.Specifier;
import io.skep.store.Specifier.Action;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import java.util.ArrayList;
import java.util.List;

/** What the entries of a request want. */
final class Entries {
  /** A watch for nothing is one all the same: it tells of the end of the store. */
  private static final Interest NOTHING =
      Interest.of(Specifier.of(Kinds.CLUSTER).matching(cluster -> false));

  private Entries() {}

  /**
   * What any of {@code entries} wants.
   *
   * @throws RefusedException by the first fault of the first entry that has one
   */
  static Interest interest(List<WatchEntry> entries) {
    List<Specifier<?>> specifiers = new ArrayList<>();
    entries.forEach(entry -> specifiers.add(specifier(entry)));
    return specifiers.isEmpty() ? NOTHING : Interest.of(specifiers);
  }

  private static Specifier<?> specifier(WatchEntry entry) {
    String kind = entry.getKind();
    if (kind.isEmpty()) {
      throw RefusedException.invalid("no kind of object specified");
    }
    if (kind.equals(Kinds.RESOURCE.name()) || Kinds.named(kind).isEmpty()) {
      // What is no kind of objects is taken for a kind of resources.
      Specifier<Resource> resources = Specifier.of(Kinds.RESOURCE).where(ResourceKind.byKind(kind));
      return filtered(Kinds.RESOURCE, resources, entry);
    }
    return ofTable(Kinds.named(kind).get(), entry);
  }

  private static <M extends Message> Specifier<M> ofTable(Table<M> table, WatchEntry entry) {
    return filtered(table, Specifier.of(table), entry);
  }

  private static <M extends Message> Specifier<M> filtered(
      Table<M> table, Specifier<M> all, WatchEntry entry) {
    Specifier<M> wanted = all;
    var conflicts = new FilterConflicts(table);
    for (SelectBy filter : entry.getFiltersList()) {
      conflicts.add(filter.getByCase());
      wanted = Filters.add(table, wanted, filter);
    }
    List<Action> actions = actions(entry.getActionValue());
    return wanted.on(actions.get(0), actions.subList(1, actions.size()).toArray(Action[]::new));
  }

  /** The numbers are flags. */
  private static List<Action> actions(int flags) {
    List<Action> actions = new ArrayList<>();
    if ((flags & WatchActionKind.WATCH_ACTION_CREATE_VALUE) != 0) {
      actions.add(Action.CREATED);
    }
    if ((flags & WatchActionKind.WATCH_ACTION_UPDATE_VALUE) != 0) {
      actions.add(Action.UPDATED);
    }
    if ((flags & WatchActionKind.WATCH_ACTION_REMOVE_VALUE) != 0) {
      actions.add(Action.DELETED);
    }
    if (actions.isEmpty()) {
      throw RefusedException.invalid("unrecognized action");
    }
    return actions;
  }
}
