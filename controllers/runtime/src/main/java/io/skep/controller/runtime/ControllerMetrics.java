package io.skep.controller.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * What a controller tells about itself besides its queue, tagged with its name and there from the
 * start:
 *
 * <ul>
 *   <li>{@code skep.controller.runs}: how many runs ended, by {@code result}, an {@link Ending}
 *   <li>{@code skep.controller.conflicts}: how many transactions met a version conflict, those that
 *       were run again included
 *   <li>{@code skep.controller.hook.failures}: how often the hook for failures failed itself
 *   <li>{@code skep.controller.limit}: how many runs there may be at once
 *   <li>{@code skep.controller.overdue}: how many runs are past their deadline and go on
 *   <li>{@code skep.controller.given.up}: how many keys have failed for good and wait for a change
 *   <li>{@code skep.controller.loop.blocked}: how often a call of the reconciler kept its event
 *       loop for more than 100 ms
 * </ul>
 */
final class ControllerMetrics {
  private final MeterRegistry registry;
  private final Map<Ending, Counter> runs = new EnumMap<>(Ending.class);
  private final Counter conflicts;
  private final Counter hookFailures;
  private final Counter loopBlocked;
  private final List<Gauge> gauges;

  /** Written by the loop, read by whoever looks at the metrics. */
  private final AtomicInteger overdue = new AtomicInteger();

  ControllerMetrics(MeterRegistry registry, String controller, int inFlight, IntSupplier givenUp) {
    this.registry = registry;
    Tags tags = Tags.of("controller", controller);
    for (Ending ending : Ending.values()) {
      runs.put(
          ending, registry.counter("skep.controller.runs", tags.and("result", ending.toString())));
    }
    conflicts = registry.counter("skep.controller.conflicts", tags);
    hookFailures = registry.counter("skep.controller.hook.failures", tags);
    loopBlocked = registry.counter("skep.controller.loop.blocked", tags);
    gauges =
        List.of(
            gauge("limit", () -> inFlight, tags),
            gauge("overdue", overdue::get, tags),
            gauge("given.up", givenUp, tags));
  }

  private Gauge gauge(String name, IntSupplier value, Tags tags) {
    return Gauge.builder("skep.controller." + name, value::getAsInt).tags(tags).register(registry);
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

  void loopBlocked() {
    loopBlocked.increment();
  }

  /** A run goes on past its deadline. */
  void overdue() {
    overdue.incrementAndGet();
  }

  /** A run that went on past its deadline has ended. */
  void overdueEnded() {
    overdue.decrementAndGet();
  }

  /** Takes the gauges out of the registry. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
