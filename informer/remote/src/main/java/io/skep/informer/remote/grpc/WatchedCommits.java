package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Object;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.WatchActionKind;
import io.skep.api.WatchMessage;
import io.skep.api.WatchRequest;
import io.skep.api.v1.LogEntry;
import io.skep.store.ResumePoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks for changes in SwarmKit's dialect, and reads what is told of them. Immutable. */
final class WatchedCommits {
  private static final OneofDescriptor OBJECT = Object.getDescriptor().getOneofs().get(0);

  /** Created, updated, removed. */
  private static final int ALL_ACTIONS = 1 | 2 | 4;

  private final Map<Class<?>, ListedKind<?, ?>> kinds;

  WatchedCommits(List<ListedKind<?, ?>> kinds) {
    this.kinds =
        kinds.stream().collect(Collectors.toMap(kind -> kind.table().type(), Function.identity()));
  }

  /** Without the replaced objects, as a copy has them. */
  WatchRequest request(Optional<ResumePoint> from) {
    WatchRequest.Builder request = WatchRequest.newBuilder();
    kinds
        .values()
        .forEach(
            kind ->
                request
                    .addEntriesBuilder()
                    .setKind(kind.table().name())
                    .setActionValue(ALL_ACTIONS));
    from.ifPresent(point -> request.getResumeFromBuilder().setIndex(point.version().index()));
    return request.build();
  }

  /** The commit that {@code message} tells of; its version is 0 if that is not told. */
  LogEntry of(WatchMessage message) {
    LogEntry.Builder commit = LogEntry.newBuilder().setVersion(message.getVersion().getIndex());
    message.getEventsList().forEach(event -> action(event).ifPresent(commit::addActions));
    return commit.build();
  }

  private Optional<StoreAction> action(WatchMessage.Event event) {
    Object object = event.getObject();
    if (!object.hasOneof(OBJECT)) {
      return Optional.empty(); // A kind of a newer server.
    }
    var stored = (Message) object.getField(object.getOneofFieldDescriptor(OBJECT));
    ListedKind<?, ?> kind = kinds.get(stored.getClass());
    return kind == null ? Optional.empty() : action(kind, event.getAction(), stored);
  }

  private static <M extends Message> Optional<StoreAction> action(
      ListedKind<M, ?> kind, WatchActionKind action, Message stored) {
    return kind.shown()
        .apply(kind.table().type().cast(stored))
        .map(object -> kind.table().places().orElseThrow().action(done(action), object));
  }

  private static StoreActionKind done(WatchActionKind action) {
    return switch (action) {
      case WATCH_ACTION_CREATE -> StoreActionKind.STORE_ACTION_CREATE;
      case WATCH_ACTION_UPDATE -> StoreActionKind.STORE_ACTION_UPDATE;
      case WATCH_ACTION_REMOVE -> StoreActionKind.STORE_ACTION_REMOVE;
      case WATCH_ACTION_UNKNOWN, UNRECOGNIZED -> StoreActionKind.UNKNOWN;
    };
  }
}
