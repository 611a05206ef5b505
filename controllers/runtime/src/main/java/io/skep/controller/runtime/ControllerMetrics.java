package io.skep.controller.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a controller tells about itself besides its queue, tagged with its name and there from the
 * start:
 *
 * <ul>
 *   <li>{@code skep.controller.runs}: how many runs ended, by {@code result}, an {@link Ending} in
 *       lower case
 *   <li>{@code skep.controller.conflicts}: how many transactions met a version conflict, those that
 *       were run again included
 *   <li>{@code skep.controller.hook.failures}: how often the hook for failures failed itself
 *   <li>{@code skep.controller.limit}: how many runs there may be at once
 * </ul>
 */
final class ControllerMetrics {
  private final MeterRegistry registry;
  private final Map<Ending, Counter> runs = new EnumMap<>(Ending.class);
  private final Counter conflicts;
  private final Counter hookFailures;
  private final Gauge limit;

  ControllerMetrics(MeterRegistry registry, String controller, int inFlight) {
    this.registry = registry;
    Tags tags = Tags.of("controller", controller);
    for (Ending ending : Ending.values()) {
      String result = ending.name().toLowerCase(Locale.ROOT);
      runs.put(ending, registry.counter("skep.controller.runs", tags.and("result", result)));
    }
    conflicts = registry.counter("skep.controller.conflicts", tags);
    hookFailures = registry.counter("skep.controller.hook.failures", tags);
    limit = Gauge.builder("skep.controller.limit", () -> inFlight).tags(tags).register(registry);
  }

  void ended(Ending ending) {
    runs.get(ending).increment();
  }

  Counter conflicts() {
    return conflicts;
  }

  void hookFailed() {
    hookFailures.increment();
  }

  /** Takes the gauge out of the registry. */
  void close() {
    registry.remove(limit);
  }
}
