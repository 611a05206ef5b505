package io.skep.controller.event;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.skep.api.Annotations;
import io.skep.api.IndexEntry;
import io.skep.api.Resource;
import io.skep.api.wire.Times;
import io.skep.store.By;
import io.skep.store.InvalidObjectException;
import io.skep.store.Kind;
import io.skep.store.ObjectKey;
import io.skep.store.Table;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;

/**
 * Event records in a store: {@code view.find(EventKind.EVENTS, EventKind.about(key))}. Read, watch
 * and follow them like any kind; {@link StoreEventSink} writes them.
 *
 * <p>They are resources of kind {@value #NAME}, so they are saved and replicated with everything
 * else, and a Docker Swarm client can list them.
 */
public final class EventKind implements Kind<EventRecord> {
  /** The kind's name. */
  public static final String NAME = "skep.event";

  /** The kind. */
  public static final EventKind EVENTS = new EventKind();

  /** The index entry that names the object of a record. */
  private static final String ABOUT = "skep.event.about";

  private EventKind() {}

  /** The records about the object with {@code key}. */
  public static By<EventRecord> about(ObjectKey key) {
    return By.custom(ABOUT, key.toString());
  }

  /** Lets records into the store, once. */
  static void declare(Tx tx) {
    ResourceKind.declare(tx, NAME, "What controllers tell people about objects.");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Class<EventRecord> type() {
    return EventRecord.class;
  }

  @Override
  public Table<?> table() {
    return Kinds.RESOURCE;
  }

  @Override
  public String id(EventRecord record) {
    return record.id();
  }

  @Override
  public boolean owns(Message stored) {
    return stored instanceof Resource resource && resource.getKind().equals(NAME);
  }

  @Override
  public By<?> select(By<EventRecord> by) {
    return ResourceKind.select(NAME, by);
  }

  @Override
  public EventRecord decode(Message stored) {
    Resource resource = (Resource) stored;
    try {
      var payload = resource.getPayload().unpack(io.skep.api.v1.EventRecord.class);
      return new EventRecord(
          resource.getId(),
          payload.getSource(),
          new ObjectKey(payload.getAboutKind(), payload.getAboutId()),
          // What a newer program may tell besides is worth a look.
          payload.getType() == io.skep.api.v1.EventRecord.Type.NORMAL
              ? EventType.NORMAL
              : EventType.WARNING,
          payload.getReason(),
          payload.getText(),
          Math.max(1, payload.getCount()),
          Times.instant(payload.getFirst()),
          Times.instant(payload.getLast()));
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidObjectException(
          ObjectKey.of(this, resource.getId()), "its payload is not an event record", e);
    }
  }

  /** A new resource, without meta. */
  @Override
  public Resource encode(EventRecord record) {
    var payload =
        io.skep.api.v1.EventRecord.newBuilder()
            .setSource(record.source())
            .setAboutKind(record.about().kind())
            .setAboutId(record.about().id())
            .setType(
                record.type() == EventType.NORMAL
                    ? io.skep.api.v1.EventRecord.Type.NORMAL
                    : io.skep.api.v1.EventRecord.Type.WARNING)
            .setReason(record.reason())
            .setText(record.text())
            .setCount(record.count())
            .setFirst(Times.timestamp(record.first()))
            .setLast(Times.timestamp(record.last()));
    return Resource.newBuilder()
        .setId(record.id())
        .setKind(NAME)
        .setAnnotations(
            Annotations.newBuilder()
                // Names are unique over all kinds of resources.
                .setName(NAME + "/" + record.id())
                .addIndices(
                    IndexEntry.newBuilder().setKey(ABOUT).setVal(record.about().toString())))
        .setPayload(Any.pack(payload.build()))
        .build();
  }
}
