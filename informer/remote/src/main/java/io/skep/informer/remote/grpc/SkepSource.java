package io.skep.informer.remote.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.skep.api.Snapshot;
import io.skep.api.StoreAction;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.v1.FeedProto;
import io.skep.api.v1.FollowMessage;
import io.skep.api.v1.FollowRequest;
import io.skep.api.v1.LogEntry;
import io.skep.api.v1.Position;
import io.skep.api.wire.CallMetadata;
import io.skep.informer.remote.Source;
import io.skep.store.ResumePoint;
import io.skep.store.Table;
import io.skep.store.Version;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A server of {@code skep.v1}: exact snapshots and whole commits. One for each feed; on the feed's
 * loop.
 */
public final class SkepSource implements Source {
  private static final ServiceDescriptor FEED = FeedProto.getDescriptor().findServiceByName("Feed");

  /** Asks for a snapshot that is not older than what another server has told. */
  private static final Map<String, String> NEWEST =
      Map.of(CallMetadata.READS, CallMetadata.LINEARIZABLE);

  private final List<Calls> servers;
  private final List<FollowRequest.Entry> entries;
  private final List<Table<?>> tables;

  /** Whose turn is next. */
  private int turn;

  /** Whether a server has told a state, of which the next one may know less. */
  private boolean told;

  /**
   * All objects of {@code tables} at {@code server}.
   *
   * @param tables those of the feed
   */
  public SkepSource(Vertx vertx, Server server, List<? extends Table<?>> tables) {
    this(vertx, List.of(server), tables);
  }

  /**
   * All objects of {@code tables} at one of {@code servers}, members of one cluster: at the first,
   * and whenever a stream has ended at the next. What one has told, another one goes on from; only
   * a feed that has to begin again does so with what is known to be the newest, so that it never
   * goes back.
   *
   * @param tables those of the feed
   * @throws IllegalArgumentException if there are none
   */
  public SkepSource(Vertx vertx, List<Server> servers, List<? extends Table<?>> tables) {
    this(vertx, servers, tables, whole(tables));
  }

  private static List<FollowRequest.Entry> whole(List<? extends Table<?>> tables) {
    return tables.stream()
        .map(table -> FollowRequest.Entry.newBuilder().setTable(table.name()).build())
        .toList();
  }

  /**
   * The objects that {@code entries} name, chosen and perhaps cut down by the server.
   *
   * @param tables those of the feed
   */
  public SkepSource(
      Vertx vertx,
      Server server,
      List<? extends Table<?>> tables,
      List<FollowRequest.Entry> entries) {
    this(vertx, List.of(server), tables, entries);
  }

  /**
   * The objects that {@code entries} name, at one of {@code servers}, members of one cluster.
   *
   * @param tables those of the feed
   * @throws IllegalArgumentException if there are none
   */
  public SkepSource(
      Vertx vertx,
      List<Server> servers,
      List<? extends Table<?>> tables,
      List<FollowRequest.Entry> entries) {
    this.servers =
        Server.some(servers).stream()
            .map(server -> new Calls(vertx, servers.size() > 1 ? server.givenUpSoon() : server))
            .toList();
    this.tables = List.copyOf(tables);
    this.entries = List.copyOf(entries);
  }

  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public boolean isWhole() {
    return entries.stream().allMatch(entry -> entry.getFieldsCount() == 0);
  }

  @Override
  public boolean isComplete() {
    return entries.stream().allMatch(entry -> entry.getFiltersCount() == 0)
        && tables.stream().allMatch(this::isAsked);
  }

  /** Who names nothing asks for everything. */
  private boolean isAsked(Table<?> table) {
    return entries.isEmpty()
        || entries.stream().anyMatch(entry -> entry.getTable().equals(table.name()));
  }

  @Override
  public Stream open(Optional<ResumePoint> from, Receiver receiver) {
    FollowRequest.Builder request = FollowRequest.newBuilder().addAllEntries(entries);
    from.ifPresent(
        point ->
            request.setResumeFrom(
                Position.newBuilder()
                    .setHistoryId(point.historyId())
                    .setVersion(point.version().index())));
    boolean mayGoBack = told && servers.size() > 1 && from.isEmpty();
    Calls calls = servers.get(turn);
    turn = (turn + 1) % servers.size();
    Runnable cancel =
        calls.line(
            FEED.findMethodByName("Follow"),
            request.build(),
            mayGoBack ? NEWEST : Map.of(),
            FollowMessage.getDefaultInstance(),
            new Messages(receiver));
    return cancel::run;
  }

  /** Ends all connections. */
  public Future<Void> close() {
    return Future.join(servers.stream().map(Calls::close).toList()).mapEmpty();
  }

  /** Reads one stream; keeps the objects of a snapshot apart until it is complete. */
  private final class Messages implements Calls.Listener<FollowMessage> {
    private final Receiver receiver;
    private StoreSnapshot.Builder objects = StoreSnapshot.newBuilder();
    private final Map<String, TableSnapshot.Builder> own = new LinkedHashMap<>();

    Messages(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void message(FollowMessage message) {
      switch (message.getMessageCase()) {
        case BEGIN -> receiver.opened();
        case OBJECTS -> {
          receiver.heard();
          add(message.getObjects());
        }
        case INITIAL_END -> receiver.snapshot(complete(message.getInitialEnd()));
        case COMMIT -> receiver.commit(message.getCommit());
        case BOOKMARK -> receiver.bookmark(new Version(message.getBookmark().getVersion()));
        case COMPACTED -> receiver.compacted(message.getCompacted().getDetails());
        case MESSAGE_NOT_SET -> {} // Of a newer server.
      }
    }

    private void add(LogEntry part) {
      part.getActionsList().forEach(this::add);
      part.getTableActionsList()
          .forEach(
              action ->
                  own.computeIfAbsent(
                          action.getTable(), name -> TableSnapshot.newBuilder().setTable(name))
                      .addObjects(action.getObject()));
    }

    private void add(StoreAction action) {
      tables.forEach(table -> addIfOf(table, action));
    }

    private <M extends Message> void addIfOf(Table<M> table, StoreAction action) {
      table
          .places()
          .ifPresent(
              places ->
                  places
                      .in(action)
                      .ifPresent(object -> places.intoSnapshot().accept(objects, object)));
    }

    private Snapshot complete(Position at) {
      own.values().forEach(objects::addTables);
      Snapshot snapshot =
          Snapshot.newBuilder()
              .setHistoryId(at.getHistoryId())
              .setStoreVersion(at.getVersion())
              .setStore(objects)
              .build();
      objects = StoreSnapshot.newBuilder();
      own.clear();
      told = true;
      return snapshot;
    }

    @Override
    public void ended(Optional<Throwable> cause) {
      receiver.ended(cause);
    }
  }
}
