package io.skep.controller.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an event log tells about itself, there from the start:
 *
 * <ul>
 *   <li>{@code skep.events.told}: how many events were told, by {@code type}
 *   <li>{@code skep.events.dropped}: how many of them, or of their records, were dropped, by {@code
 *       reason}, a {@link Drop} in lower case
 *   <li>{@code skep.events.written}: how often a record was written
 *   <li>{@code skep.events.waiting}: records that are to be written
 *   <li>{@code skep.events.open}: records that may still be told again
 * </ul>
 */
final class EventMetrics {
  /** Why something was dropped. */
  enum Drop {
    /** Its source told too much about its object. */
    SPAM,
    /** Too many waited. */
    FULL,
    /** It could not be written. */
    FAILED,
    /** It came after the end. */
    CLOSED
  }

  private final MeterRegistry registry;
  private final Map<EventType, Counter> told = new EnumMap<>(EventType.class);
  private final Map<Drop, Counter> dropped = new EnumMap<>(Drop.class);
  private final Counter written;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final List<Meter> gauges = new ArrayList<>();

  EventMetrics(MeterRegistry registry) {
    this.registry = registry;
    for (EventType type : EventType.values()) {
      told.put(type, registry.counter("skep.events.told", "type", lower(type)));
    }
    for (Drop why : Drop.values()) {
      dropped.put(why, registry.counter("skep.events.dropped", "reason", lower(why)));
    }
    written = registry.counter("skep.events.written");
    gauge("skep.events.waiting", waiting);
    gauge("skep.events.open", open);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private void gauge(String name, AtomicInteger value) {
    gauges.add(
        Gauge.builder(name, value, AtomicInteger::get).strongReference(true).register(registry));
  }

  void told(EventType type) {
    told.get(type).increment();
  }

  void dropped(Drop why) {
    dropped(why, 1);
  }

  void dropped(Drop why, int count) {
    dropped.get(why).increment(count);
  }

  void written(int records) {
    written.increment(records);
  }

  void waiting(int records) {
    waiting.setRelease(records);
  }

  void open(int records) {
    open.setRelease(records);
  }

  /** Takes the gauges out of the registry. */
  void close() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }
}
