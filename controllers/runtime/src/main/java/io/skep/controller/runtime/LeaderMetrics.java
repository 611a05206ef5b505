package io.skep.controller.runtime;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.skep.controller.lease.Term;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is to be known about one lease, tagged with its name and there from the start:
 *
 * <ul>
 *   <li>{@code skep.lease.leading}: 1 while this process leads, else 0
 *   <li>{@code skep.lease.epoch}: the epoch of its last term, 0 before the first
 *   <li>{@code skep.lease.elections}: how often it was elected
 * </ul>
 */
final class LeaderMetrics {
  private final MeterRegistry registry;
  private final AtomicLong leading = new AtomicLong();
  private final AtomicLong epoch = new AtomicLong();
  private final Gauge leadingGauge;
  private final Gauge epochGauge;
  private final Counter elections;

  LeaderMetrics(MeterRegistry registry, String lease) {
    this.registry = registry;
    Tags tags = Tags.of("lease", lease);
    leadingGauge =
        Gauge.builder("skep.lease.leading", leading, AtomicLong::get).tags(tags).register(registry);
    epochGauge =
        Gauge.builder("skep.lease.epoch", epoch, AtomicLong::get).tags(tags).register(registry);
    elections = Counter.builder("skep.lease.elections").tags(tags).register(registry);
  }

  void leads(Term term) {
    leading.set(1);
    epoch.set(term.epoch().index());
    elections.increment();
  }

  void lost() {
    leading.set(0);
  }

  void close() {
    lost();
    registry.remove(leadingGauge);
    registry.remove(epochGauge);
    registry.remove(elections);
  }
}
