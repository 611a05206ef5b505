package io.skep.server.watch;

import com.google.protobuf.Message;
import io.skep.api.SelectBy;
import io.skep.api.SelectBy.ByCase;
import io.skep.store.By;
import io.skep.store.Index;
import io.skep.store.Specifier;
import io.skep.store.Table;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.NodeKind;
import io.skep.store.kind.TaskKind;
import java.util.EnumSet;
import java.util.Set;

/** The filters of an entry. Those that its kind does not know are not looked at. */
public final class Filters {
  private static final Set<ByCase> OF_TASKS =
      EnumSet.of(ByCase.SERVICE_ID, ByCase.NODE_ID, ByCase.SLOT, ByCase.DESIRED_STATE);
  private static final Set<ByCase> OF_NODES = EnumSet.of(ByCase.ROLE, ByCase.MEMBERSHIP);
  private static final Set<ByCase> OF_ALL =
      EnumSet.of(
          ByCase.ID,
          ByCase.ID_PREFIX,
          ByCase.NAME,
          ByCase.NAME_PREFIX,
          ByCase.CUSTOM,
          ByCase.CUSTOM_PREFIX);

  private Filters() {}

  /** Whether objects of {@code table} are looked at by {@code filter}. */
  public static boolean apply(Table<?> table, ByCase filter) {
    return OF_ALL.contains(filter)
        || (table == Kinds.TASK && OF_TASKS.contains(filter))
        || (table == Kinds.NODE && OF_NODES.contains(filter));
  }

  /** What {@code wanted} wants, and {@code filter} as well. */
  public static <M extends Message> Specifier<M> add(
      Table<M> table, Specifier<M> wanted, SelectBy filter) {
    if (!apply(table, filter.getByCase())) {
      return wanted;
    }
    return switch (filter.getByCase()) {
      case ID -> wanted.id(filter.getId());
      case ID_PREFIX -> wanted.where(By.idPrefix(filter.getIdPrefix()));
      case NAME -> wanted.name(filter.getName());
      case NAME_PREFIX -> wanted.namePrefix(filter.getNamePrefix());
      case CUSTOM ->
          wanted.where(By.custom(filter.getCustom().getIndex(), filter.getCustom().getValue()));
      case CUSTOM_PREFIX ->
          wanted.where(
              By.customPrefix(
                  filter.getCustomPrefix().getIndex(), filter.getCustomPrefix().getValue()));
      case SERVICE_ID -> wanted.where(held(TaskKind.SERVICE_ID, filter.getServiceId()));
      case NODE_ID -> wanted.where(held(TaskKind.NODE_ID, filter.getNodeId()));
      case SLOT ->
          wanted.where(
              held(
                  TaskKind.SLOT,
                  new TaskKind.Slot(filter.getSlot().getServiceId(), filter.getSlot().getSlot())));
      case DESIRED_STATE ->
          wanted.where(held(TaskKind.DESIRED_STATE, (long) filter.getDesiredStateValue()));
      case ROLE -> wanted.where(held(NodeKind.ROLE, (long) filter.getRoleValue()));
      case MEMBERSHIP ->
          wanted.where(held(NodeKind.MEMBERSHIP, (long) filter.getMembershipValue()));
      default -> wanted;
    };
  }

  private static <M, V> By<M> held(Index<?, V> index, V value) {
    return new By.Equal<>(index.name(), index.key(value));
  }
}
