package io.skep.controller.event;

import io.skep.api.Resource;
import io.skep.store.Origin;
import io.skep.store.Store;
import io.skep.store.Tx;
import io.skep.store.kind.Kinds;
import io.skep.store.kind.ResourceKind;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps event records in a store, as objects of {@link EventKind#EVENTS}: each batch in one
 * transaction, and of all records only the latest. Any thread.
 */
public final class StoreEventSink implements EventSink {
  /** As many as a log may still count on. */
  public static final int DEFAULT_KEPT = Correlator.REMEMBERED;

  /** Who writes records: not the controllers, which are not to be woken by what they tell. */
  static final Origin ORIGIN = Origin.of("skep.events");

  /** How many more are removed than must be, so that the oldest need not be found each time. */
  private static final int ROOM = 64;

  private static final Comparator<EventRecord> OLDEST_FIRST =
      Comparator.comparing(EventRecord::last).thenComparing(EventRecord::id);

  private final Store store;
  private final int kept;

  /** A sink that keeps {@value Correlator#REMEMBERED} records in {@code store}. */
  public StoreEventSink(Store store) {
    this(store, DEFAULT_KEPT);
  }

  /**
   * A sink that keeps {@code kept} records in {@code store}; of more, those that were told last the
   * longest ago are removed.
   *
   * @throws IllegalArgumentException if that is less than a batch
   */
  public StoreEventSink(Store store, int kept) {
    if (kept < EventLog.BATCH) {
      throw new IllegalArgumentException(
          "%d records are to be kept; keep at least the %d of one batch"
              .formatted(kept, EventLog.BATCH));
    }
    this.store = Objects.requireNonNull(store, "store");
    this.kept = kept;
  }

  @Override
  public Future<?> write(List<EventRecord> records) {
    return store.update(ORIGIN, tx -> write(tx, records));
  }

  private void write(Tx tx, List<EventRecord> records) {
    EventKind.declare(tx);
    for (EventRecord record : records) {
      Resource resource = EventKind.EVENTS.encode(record);
      Optional<Resource> before = tx.get(Kinds.RESOURCE, record.id());
      if (before.isPresent()) {
        tx.update(Kinds.RESOURCE, resource.toBuilder().setMeta(before.get().getMeta()).build());
      } else { // New, or removed meanwhile as one of the oldest.
        tx.create(Kinds.RESOURCE, resource);
      }
    }
    removeOldest(tx);
  }

  /** Removes at most what a batch can have added, and some room: a transaction has its limits. */
  private void removeOldest(Tx tx) {
    int count = tx.count(Kinds.RESOURCE, ResourceKind.byKind(EventKind.NAME));
    if (count <= kept) {
      return;
    }
    int room = Math.min(ROOM, kept / 2);
    tx.list(EventKind.EVENTS).stream()
        .sorted(OLDEST_FIRST)
        .limit(Math.min(count - kept, EventLog.BATCH) + room)
        .forEach(record -> tx.delete(Kinds.RESOURCE, record.id()));
  }
}
