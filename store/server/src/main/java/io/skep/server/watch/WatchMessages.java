package io.skep.server.watch;

import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Object;
import io.skep.api.WatchActionKind;
import io.skep.api.WatchMessage;
import io.skep.server.call.Outflow;
import io.skep.server.call.SharedMessages;
import io.skep.store.Change;
import io.skep.store.Commit;
import io.skep.store.Version;

/** Commits as clients see them. Immutable. */
final class WatchMessages {
  private static final OneofDescriptor KINDS = Object.getDescriptor().getOneofs().get(0);

  private final SharedMessages shared;
  private final Version start;
  private final boolean withOld;

  /**
   * Of a watch that began at {@code start}: what came before it is told without the old objects.
   *
   * @param shared those of all watches
   * @param withOld whether updates after it have them
   */
  WatchMessages(SharedMessages shared, Version start, boolean withOld) {
    this.shared = shared;
    this.start = start;
    this.withOld = withOld;
  }

  /** Sends all changes of {@code commit}, with its version. */
  void send(Commit commit, Outflow<WatchMessage> outflow) {
    boolean olds = withOld && commit.version().isAfter(start);
    outflow.send(shared, commit, olds, () -> message(commit, olds));
  }

  private static WatchMessage message(Commit commit, boolean olds) {
    WatchMessage.Builder message = WatchMessage.newBuilder();
    commit.changes().forEach(change -> message.addEvents(event(change, olds)));
    message.getVersionBuilder().setIndex(commit.version().index());
    return message.build();
  }

  private static WatchMessage.Event event(Change<?> change, boolean olds) {
    WatchMessage.Event.Builder event =
        WatchMessage.Event.newBuilder().setObject(object(change.object()));
    if (change instanceof Change.Created<?>) {
      return event.setAction(WatchActionKind.WATCH_ACTION_CREATE).build();
    }
    if (change instanceof Change.Updated<?> updated) {
      if (olds) {
        event.setOldObject(object(updated.old()));
      }
      return event.setAction(WatchActionKind.WATCH_ACTION_UPDATE).build();
    }
    return event.setAction(WatchActionKind.WATCH_ACTION_REMOVE).build();
  }

  /** Under the field of its kind. */
  private static Object object(Message stored) {
    var field =
        KINDS.getFields().stream()
            .filter(kind -> kind.getMessageType().equals(stored.getDescriptorForType()))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        stored.getDescriptorForType().getName() + " has no place in a watch"));
    return Object.newBuilder().setField(field, stored).build();
  }
}
