package io.skep.controller.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a queue tells about itself, all tagged with its name and there from the start:
 *
 * <ul>
 *   <li>{@code skep.queue.depth}: keys that are ready, by {@code class}, a {@link ClassLabel}
 *   <li>{@code skep.queue.waiting}, {@code .processing}: keys in the other states
 *   <li>{@code skep.queue.adds}: how often a key became owed a hand-out
 *   <li>{@code skep.queue.retries}: how often a key was added with a delay
 *   <li>{@code skep.queue.latency}: from ready to handed out
 *   <li>{@code skep.queue.work}: from handed out to done
 *   <li>{@code skep.queue.unfinished}, {@code .longest}: ages of the keys that are handed out,
 *       their sum and the greatest, every half second
 * </ul>
 *
 * <p>Written by the queue's loop, inside the transition that it tells of; read by any thread.
 */
final class QueueMeters implements QueueMetrics {
  private final MeterRegistry registry;
  private final Counter adds;
  private final Counter retries;
  private final Timer latency;
  private final Timer work;
  private final Map<ClassLabel, AtomicInteger> depth = new EnumMap<>(ClassLabel.class);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger processing = new AtomicInteger();
  private final AtomicLong unfinishedNanos = new AtomicLong();
  private final AtomicLong longestNanos = new AtomicLong();
  private final List<Meter> gauges = new ArrayList<>();

  QueueMeters(MeterRegistry registry, String queue) {
    this.registry = registry;
    Tags tags = Tags.of("queue", queue);
    adds = registry.counter("skep.queue.adds", tags);
    retries = registry.counter("skep.queue.retries", tags);
    latency = registry.timer("skep.queue.latency", tags);
    work = registry.timer("skep.queue.work", tags);
    for (ClassLabel label : ClassLabel.values()) {
      var keys = new AtomicInteger();
      depth.put(label, keys);
      gauge("skep.queue.depth", keys, tags.and("class", label.toString()));
    }
    gauge("skep.queue.waiting", waiting, tags);
    gauge("skep.queue.processing", processing, tags);
    ageGauge("skep.queue.unfinished", unfinishedNanos, tags);
    ageGauge("skep.queue.longest", longestNanos, tags);
  }

  private void gauge(String name, AtomicInteger value, Tags tags) {
    gauges.add(
        Gauge.builder(name, value, AtomicInteger::get)
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  private void ageGauge(String name, AtomicLong nanos, Tags tags) {
    gauges.add(
        TimeGauge.builder(name, nanos, TimeUnit.NANOSECONDS, AtomicLong::get)
            .tags(tags)
            .strongReference(true)
            .register(registry));
  }

  @Override
  public boolean isMeasured() {
    return true;
  }

  @Override
  public void added() {
    adds.increment();
  }

  @Override
  public void retried() {
    retries.increment();
  }

  @Override
  public void handedOut(long latencyNanos) {
    latency.record(latencyNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void done(long workNanos) {
    work.record(workNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void ready(ClassLabel in, int more) {
    AtomicInteger keys = depth.get(in);
    keys.setRelease(keys.getPlain() + more); // Nobody else writes it.
  }

  @Override
  public void waiting(int keys) {
    waiting.setRelease(keys);
  }

  @Override
  public void processing(int keys) {
    processing.setRelease(keys);
  }

  @Override
  public void ages(long sumNanos, long greatestNanos) {
    unfinishedNanos.setRelease(sumNanos);
    longestNanos.setRelease(greatestNanos);
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }
}
