package io.skep.store.raft.member;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.store.raft.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What a member tells of itself, there from its start to its end; docs/metrics.md lists it. */
final class RaftMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();

  /** In {@code registry}; nowhere if that is null. */
  RaftMeters(MeterRegistry registry) {
    this.registry = Optional.ofNullable(registry).orElseGet(CompositeMeterRegistry::new);
  }

  /** Takes the time from when a record is handed to the engine until it is answered. */
  Timer latency() {
    return added(
        Timer.builder("skep.raft.latency")
            .description("from handing a record over until it is committed and applied, or not")
            .register(registry));
  }

  /** Tells of the parts of a member that has started. */
  void addMember(Engine engine, Standings standings, Sender sender, Snapshots snapshots) {
    gauge("skep.raft.term", "the term of the log", engine, Engine::term);
    gauge("skep.raft.committed", "the newest entry that is decided", engine, Engine::committed);
    gauge("skep.raft.applied", "the newest entry that is applied", engine, Engine::applied);
    gauge("skep.raft.leading", "1 while it leads", standings, RaftMeters::leading);
    gauge("skep.raft.led", "1 while it leads or knows who does", standings, RaftMeters::led);
    gauge("skep.raft.records", "records under way", sender, Sender::underWay);
    gauge(
        "skep.raft.snapshot.age",
        "seconds since a snapshot was written or loaded",
        snapshots,
        Snapshots::ageSeconds);
    counter("skep.raft.elections", "how often it began to lead", standings, Standings::elections);
    counter(
        "skep.raft.snapshot.failures",
        "how often a snapshot could not be written",
        snapshots,
        Snapshots::failures);
    for (double quantile : new double[] {0.5, 0.99}) {
      added(
          Gauge.builder("skep.raft.sync", engine, of -> of.syncSeconds(quantile))
              .tag("quantile", String.valueOf(quantile))
              .description("seconds that syncing the log to the disk takes, of late")
              .register(registry));
    }
  }

  private static double leading(Standings standings) {
    return standings.now() instanceof Standing.Leads ? 1 : 0;
  }

  private static double led(Standings standings) {
    return leading(standings) == 1 || standings.leader().isPresent() ? 1 : 0;
  }

  private <T> void gauge(String name, String text, T of, ToDoubleFunction<T> value) {
    added(Gauge.builder(name, of, value).description(text).register(registry));
  }

  private <T> void counter(String name, String text, T of, ToDoubleFunction<T> value) {
    added(FunctionCounter.builder(name, of, value).description(text).register(registry));
  }

  private <M extends Meter> M added(M meter) {
    meters.add(meter);
    return meter;
  }

  @Override
  public void close() {
    meters.forEach(registry::remove);
  }
}
