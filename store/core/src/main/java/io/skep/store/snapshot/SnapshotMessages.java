package io.skep.store.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.ClusterSnapshot;
import io.skep.api.Snapshot;
import io.skep.api.StoreSnapshot;
import io.skep.api.TableSnapshot;
import io.skep.api.wire.StableBytes;
import io.skep.store.InvalidSnapshotException;
import io.skep.store.Table;
import io.skep.store.Version;
import java.util.List;
import java.util.Optional;

/** Snapshots as messages: built whole, for whoever has the memory. */
public final class SnapshotMessages {
  private SnapshotMessages() {}

  /** {@code contents} with history and version. */
  public static Snapshot whole(Contents contents) {
    Contents.Position position = contents.position();
    return Snapshot.newBuilder()
        .setMembership(ClusterSnapshot.getDefaultInstance())
        .setStore(objects(contents))
        .setHistoryId(position.historyId())
        .setStoreVersion(position.version().index())
        .setCleanStop(position.cleanStop())
        .setNewestCommit(position.newestCommit().index())
        .setLogEpoch(position.logEpoch())
        .build();
  }

  /** The objects of {@code contents}; the message shares them, but for those of own tables. */
  public static StoreSnapshot objects(Contents contents) {
    var snapshot = StoreSnapshot.newBuilder();
    for (Table<?> table : Layout.of(contents.tables()).fields().values()) {
      append(table, contents, snapshot);
    }
    for (Table<?> table : Layout.ownWithObjects(contents)) {
      TableSnapshot.Builder own = snapshot.addTablesBuilder().setTable(table.name());
      contents.objects(table).forEach(object -> own.addObjects(StableBytes.of(object)));
    }
    return snapshot.build();
  }

  private static <M extends Message> void append(
      Table<M> table, Contents contents, StoreSnapshot.Builder snapshot) {
    table.places().orElseThrow().into(snapshot, contents.objects(table));
  }

  /**
   * What {@code snapshot} holds, for a store of {@code tables}.
   *
   * @throws InvalidSnapshotException if such a store cannot take it; says what and where
   */
  public static Contents contents(Snapshot snapshot, List<? extends Table<?>> tables) {
    StoreSnapshot objects = snapshot.getStore();
    Layout layout = Layout.of(tables);
    var collector = new Collector(tables);
    checkFields(objects, layout);
    layout.fields().values().forEach(table -> collect(table, objects, collector));
    objects.getTablesList().forEach(own -> collect(own, layout, collector));
    return collector.contents(
        new Contents.Position(
            snapshot.getHistoryId(),
            new Version(snapshot.getStoreVersion()),
            snapshot.getCleanStop(),
            new Version(snapshot.getNewestCommit()),
            snapshot.getLogEpoch()));
  }

  private static void checkFields(StoreSnapshot objects, Layout layout) {
    for (FieldDescriptor field : objects.getAllFields().keySet()) {
      if (field.getNumber() != StoreSnapshot.TABLES_FIELD_NUMBER
          && !layout.fields().containsKey(field.getNumber())) {
        throw Faults.at("field " + field.getName(), Faults.unknownTable(field.getName(), layout));
      }
    }
    for (int number : objects.getUnknownFields().asMap().keySet()) {
      throw Faults.at("field " + number, Faults.unknownField(number));
    }
  }

  private static <M extends Message> void collect(
      Table<M> table, StoreSnapshot objects, Collector collector) {
    table.places().orElseThrow().in(objects).forEach(object -> add(table, object, collector));
  }

  private static void collect(TableSnapshot own, Layout layout, Collector collector) {
    Table<?> table = layout.own().get(own.getTable());
    if (table == null) {
      throw Faults.at(
          "%d objects".formatted(own.getObjectsCount()),
          Faults.unknownTable(own.getTable(), layout));
    }
    own.getObjectsList().forEach(bytes -> parse(table, bytes, collector));
  }

  private static <M extends Message> void parse(
      Table<M> table, ByteString bytes, Collector collector) {
    try {
      add(table, table.parser().parseFrom(bytes), collector);
    } catch (InvalidProtocolBufferException e) {
      String where = Faults.object(table, collector.count(table), Faults.idOf(table, e));
      throw Faults.at(where, Faults.unread(table, e), e);
    }
  }

  private static <M extends Message> void add(Table<M> table, M object, Collector collector) {
    Optional<String> fault = collector.add(table, object);
    if (fault.isPresent()) {
      throw Faults.at(Faults.object(table, collector.count(table), table.id(object)), fault.get());
    }
  }
}
