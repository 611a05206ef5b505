package io.skep.store.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.skep.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a store tells of its state: gauges, computed when they are asked for, so that reads and
 * writes pay nothing. How long things take is for {@link StoreTimers}.
 */
final class StoreMeters {
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();

  /** Registers all meters; none if {@code registry} is null. */
  StoreMeters(MeterRegistry registry, Schema schema, Head head, WriteQueue queue) {
    this.registry = registry;
    if (registry == null) {
      return;
    }
    gauge("skep.store.version", "The newest version", head, h -> h.root().version().index());
    gauge("skep.store.log.commits", "Commits that watchers can read", head, StoreMeters::commits);
    gauge("skep.store.log.changes", "Changes in these commits", head, h -> h.log().changes());
    gauge("skep.store.log.bytes", "Replaced objects in these commits", head, h -> h.log().bytes());
    gauge("skep.store.log.oldest", "The oldest version kept", head, StoreMeters::oldest);
    gauge("skep.store.watchers", "Open watchers", head, h -> h.watchers().count());
    gauge(
        "skep.store.watchers.lag",
        "Commits that the slowest watcher has before it",
        head,
        h -> h.watchers().lag(h.root()));
    gauge("skep.store.writes.waiting", "Writes that wait", queue, WriteQueue::waiting);
    for (Table<?> table : schema.tables()) {
      meters.add(
          Gauge.builder("skep.store.objects", head, h -> h.root().count(table))
              .description("Stored objects")
              .tag("kind", table.name())
              .register(registry));
    }
  }

  /** Registers what is under way to a replicated log. */
  void addPipeline(ReplicatedCommitter committer) {
    if (registry != null) {
      gauge(
          "skep.store.proposals",
          "Transactions on their way through the log",
          committer,
          ReplicatedCommitter::underWay);
      gauge(
          "skep.store.proposals.bytes",
          "Bytes of these",
          committer,
          ReplicatedCommitter::bytesUnderWay);
    }
  }

  private <T> void gauge(String name, String help, T of, ToDoubleFunction<T> value) {
    meters.add(Gauge.builder(name, of, value).description(help).register(registry));
  }

  private static double commits(Head head) {
    return head.log().commits(head.root());
  }

  /** Before the first commit, the version at which the next one will find the store. */
  private static double oldest(Head head) {
    return head.log().oldestVersion().orElse(head.root().version()).index();
  }

  void close() {
    for (Meter meter : meters) {
      registry.remove(meter);
    }
    meters.clear();
  }
}
