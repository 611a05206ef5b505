package io.skep.server.feed;

import io.skep.api.Service;
import io.skep.api.StoreAction;
import io.skep.api.StoreActionKind;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.Position;
import io.skep.server.Client;
import io.skep.server.Subscription;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** A client that follows a store. */
final class Follower {
  private Follower() {}

  /** Reads as fast as it can. */
  static Subscription<FollowMessage> open(Client client, FollowRequest.Builder request) {
    return Subscription.open(stream(client, request));
  }

  /** Reads nothing until it is told to. */
  static Subscription<FollowMessage> paused(Client client, FollowRequest.Builder request) {
    return Subscription.paused(stream(client, request));
  }

  /** Opens a stream. */
  static Future<Client.Opened<FollowMessage>> stream(Client client, FollowRequest.Builder request) {
    return client.stream(
        "skep.v1", "Feed", "Follow", request.build(), FollowMessage.getDefaultInstance());
  }

  /** All objects of {@code tables}. */
  static FollowRequest.Builder tables(String... tables) {
    FollowRequest.Builder request = FollowRequest.newBuilder();
    for (String table : tables) {
      request.addEntriesBuilder().setTable(table);
    }
    return request;
  }

  /** What comes up to the end of the snapshot, which is read as well. */
  static List<StoreAction> snapshot(Subscription<FollowMessage> stream) {
    List<StoreAction> objects = new ArrayList<>();
    FollowMessage message = stream.next();
    while (message.hasBegin() || message.hasObjects()) {
      objects.addAll(message.getObjects().getActionsList());
      message = stream.next();
    }
    if (!message.hasInitialEnd()) {
      throw new AssertionError("not a snapshot: " + message);
    }
    return objects;
  }

  /** The next commit; bookmarks before it are passed over. */
  static LogEntry commit(Subscription<FollowMessage> stream) {
    FollowMessage message = stream.next();
    while (message.hasBookmark()) {
      message = stream.next();
    }
    if (!message.hasCommit()) {
      throw new AssertionError("not a commit: " + message);
    }
    return message.getCommit();
  }

  static Position position(String history, long version) {
    return Position.newBuilder().setHistoryId(history).setVersion(version).build();
  }

  static StoreAction action(StoreActionKind action, Service service) {
    return StoreAction.newBuilder().setAction(action).setService(service).build();
  }
}
