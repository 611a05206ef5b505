package io.skep.informer.shared;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.skep.informer.Feed;
import io.skep.informer.view.Skipped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * What the informers of one kind tell of themselves, tagged with the kind's name and there from the
 * first time that somebody asks for one. Gauges are computed when they are asked for:
 *
 * <ul>
 *   <li>{@code skep.informer.objects}: objects shown, by all of them
 *   <li>{@code skep.informer.version}: the version that the slowest shows
 *   <li>{@code skep.informer.lag.versions}, {@code skep.informer.lag} in seconds: how far the
 *       slowest is behind
 *   <li>{@code skep.informer.backlog}: what waits for handlers
 *   <li>{@code skep.informer.handler.exceptions}: how often a handler threw
 *   <li>{@code skep.informer.snapshots}: how often a snapshot was installed, the first ones
 *       included
 *   <li>{@code skep.informer.skipped}: objects left out because they could not be read
 *   <li>{@code skep.informer.reconnects}, without a kind: how often the feed had to connect again
 * </ul>
 */
final class InformerMeters {
  private final List<SharedInformer<?>> informers = new CopyOnWriteArrayList<>();
  private final Skipped skipped;
  private final Counter exceptions;
  private final Counter snapshots;

  InformerMeters(MeterRegistry registry, String kind, Skipped skipped) {
    this.skipped = skipped;
    Tags tags = Tags.of("kind", kind);
    exceptions = registry.counter("skep.informer.handler.exceptions", tags);
    snapshots = registry.counter("skep.informer.snapshots", tags);
    FunctionCounter.builder("skep.informer.skipped", skipped, Skipped::count)
        .tags(tags)
        .register(registry);
    gauge(registry, "skep.informer.objects", tags, null, all -> all.sum(SharedInformer::objects));
    gauge(registry, "skep.informer.backlog", tags, null, all -> all.sum(SharedInformer::backlog));
    gauge(registry, "skep.informer.version", tags, null, InformerMeters::leastVersion);
    gauge(
        registry, "skep.informer.lag.versions", tags, null, all -> all.max(SharedInformer::behind));
    gauge(
        registry, "skep.informer.lag", tags, "seconds", all -> all.max(SharedInformer::lagSeconds));
  }

  /** A registry of nothing, for whoever measures nothing. */
  static MeterRegistry none() {
    return new CompositeMeterRegistry();
  }

  /** What a feed tells. */
  static void register(MeterRegistry registry, Feed feed) {
    FunctionCounter.builder("skep.informer.reconnects", feed, f -> f.connection().reconnects())
        .register(registry);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      Tags tags,
      String unit,
      ToDoubleFunction<InformerMeters> value) {
    Gauge.builder(name, this, value).tags(tags).baseUnit(unit).register(registry);
  }

  private double sum(ToDoubleFunction<SharedInformer<?>> value) {
    return informers.stream().mapToDouble(value).sum();
  }

  private double max(ToDoubleFunction<SharedInformer<?>> value) {
    return informers.stream().mapToDouble(value).max().orElse(0);
  }

  private double leastVersion() {
    return informers.stream().mapToDouble(informer -> informer.version().index()).min().orElse(0);
  }

  Skipped skipped() {
    return skipped;
  }

  void started(SharedInformer<?> informer) {
    informers.add(informer);
  }

  void ended(SharedInformer<?> informer) {
    informers.remove(informer);
  }

  void handlerThrew() {
    exceptions.increment();
  }

  void snapshotInstalled() {
    snapshots.increment();
  }
}
