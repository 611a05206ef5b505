package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.skep.store.loop.VirtualClock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a queue measures, in the step in which it happens. */
class WorkQueueMetricsTest {
  private final DrivenQueue queue = new DrivenQueue();

  @Test // rt.Q-12
  void theLifeOfAKeyIsMeasuredStepByStep() {
    queue.add("a");
    assertThat(adds()).isEqualTo(1);
    assertThat(gauge("depth")).isEqualTo(1);

    queue.advance(micros(50));
    queue.poll();
    assertThat(gauge("depth")).isZero();
    assertThat(gauge("processing")).isEqualTo(1);
    assertThat(total("latency")).isEqualTo(50);

    for (int i = 0; i < 5; i++) {
      queue.add("a");
    }
    assertThat(adds()).as("five adds of a handed-out key owe one hand-out").isEqualTo(2);
    assertThat(gauge("depth")).as("only ready keys count").isZero();

    queue.advance(micros(25));
    queue.done("a");
    assertThat(total("work")).isEqualTo(25);
    assertThat(adds()).isEqualTo(2);
    assertThat(gauge("depth")).isEqualTo(1);

    queue.advance(micros(25));
    queue.poll();
    assertThat(total("latency")).isEqualTo(50 + 25);
    assertThat(gauge("depth")).isZero();

    queue.advance(micros(1000));
    queue.done("a");
    assertThat(total("work")).isEqualTo(25 + 1000);
    assertThat(gauge("processing")).isZero();
  }

  @Test // rt.Q-12
  void agesOfHandedOutKeysArePublishedEveryHalfSecond() {
    queue.add("a", "b");
    queue.poll();
    queue.advance(millis(499));
    queue.poll();
    assertThat(gauge("unfinished")).as("not yet published").isZero();

    queue.advance(millis(1));
    assertThat(gauge("unfinished")).isEqualTo(0.501, within(1e-9));
    assertThat(gauge("longest")).isEqualTo(0.5, within(1e-9));

    queue.done("a");
    queue.advance(millis(500));
    assertThat(gauge("unfinished")).isEqualTo(0.501, within(1e-9));
    assertThat(gauge("longest")).isEqualTo(0.501, within(1e-9));

    queue.done("b");
    assertThat(gauge("unfinished")).isZero();
    assertThat(gauge("longest")).isZero();
  }

  @Test // rt.Q-12
  void anIdleQueueSetsNoTimer() {
    queue.add("a");
    queue.poll();
    queue.done("a");

    queue.advance(Duration.ofSeconds(1));

    assertThat(queue.clock.advanceToNextTimer()).isFalse();
  }

  @Test // rt.Q-12
  void aShutQueuePublishesNothingMoreAndTakesItsGaugesAway() {
    queue.add("a");
    queue.poll();

    queue.shutdown();
    queue.advance(Duration.ofSeconds(2));
    assertThat(gauge("longest")).isZero();
    queue.done("a");

    assertThat(queue.registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsExactlyInAnyOrder(
            "skep.queue.adds", "skep.queue.retries", "skep.queue.latency", "skep.queue.work");
  }

  @Test // rt.D-6
  void onlyDelaysCountAsRetries() {
    queue.addAfter("a", millis(10));
    queue.addAfter("a", millis(20));
    queue.addAfter("b", Duration.ZERO);
    queue.add("c");

    assertThat(queue.registry.get("skep.queue.retries").counter().count()).isEqualTo(2);
  }

  @Test // rt.Q-12, rt.D-4
  void aDelayedKeyCountsAsAddedWhenItBecomesReady() {
    queue.addAfter("a", millis(10));
    assertThat(adds()).isZero();
    assertThat(gauge("waiting")).isEqualTo(1);

    queue.advance(millis(10));
    assertThat(adds()).isEqualTo(1);
    assertThat(gauge("waiting")).isZero();
    assertThat(gauge("depth")).isEqualTo(1);
    queue.advance(millis(7));
    queue.poll();

    assertThat(total("latency")).as("from the moment it was due").isEqualTo(7000);
  }

  @Test // rt.M-6
  void everySeriesIsThereFromTheStart() {
    assertThat(queue.registry.getMeters())
        .extracting(Meter::getId)
        .allSatisfy(id -> assertThat(id.getTag("queue")).isEqualTo("test"))
        .extracting(Meter.Id::getName)
        .containsExactlyInAnyOrder(
            "skep.queue.adds",
            "skep.queue.retries",
            "skep.queue.latency",
            "skep.queue.work",
            "skep.queue.depth",
            "skep.queue.depth",
            "skep.queue.depth",
            "skep.queue.depth",
            "skep.queue.waiting",
            "skep.queue.processing",
            "skep.queue.unfinished",
            "skep.queue.longest");
  }

  @Test // rt.M-6, rt.P-2, rt.P-5
  void readyKeysAreCountedByTheClassInWhichTheyStand() {
    var labels = Map.of(-100, ClassLabel.BACKGROUND, 0, ClassLabel.NORMAL, 10, ClassLabel.CLEANUP);
    var classes = new DrivenQueue(QueueOptions.<String>standard().withLabels(labels));
    classes.addAt(-100, "a", "b", "c", "d");
    classes.addAt(0, "e", "f");
    classes.addAt(10, "g");
    classes.addAt(7, "h", "i");
    assertDepths(classes, 4.0, 2.0, 1.0, 2.0);

    classes.addAt(10, "a", "e", "h");
    assertDepths(classes, 3.0, 1.0, 4.0, 1.0);
    assertThat(classes.poll()).hasValue("g");
    assertDepths(classes, 3.0, 1.0, 3.0, 1.0);

    classes.advance(Duration.ofSeconds(30));
    classes.poll();
    assertDepths(classes, 0.0, 3.0, 3.0, 1.0); // Each one class up.
    while (classes.poll().isPresent()) {}
    assertDepths(classes, 0.0, 0.0, 0.0, 0.0);
  }

  /** In the order in which the labels stand. */
  private static void assertDepths(DrivenQueue queue, Double... byLabel) {
    assertThat(Stream.of(ClassLabel.values()).map(label -> depth(queue, label)))
        .containsExactly(byLabel);
  }

  @Test
  void aSecondQueueOfTheSameNameIsMeasuredOnceTheFirstIsShut() {
    queue.shutdown();

    var clock = new VirtualClock(0);
    var loop = clock.loop("second");
    WorkQueue<String> second = WorkQueue.on(loop, "test", queue.registry, QueueOptions.standard());
    loop.execute(() -> second.add("a"));
    clock.runUntilIdle();

    assertThat(gauge("depth")).isEqualTo(1);
  }

  private double adds() {
    return queue.registry.get("skep.queue.adds").counter().count();
  }

  /** Of several gauges of one name, their sum. */
  private double gauge(String name) {
    return queue.registry.get("skep.queue." + name).gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private static double depth(DrivenQueue queue, ClassLabel label) {
    return queue.registry.get("skep.queue.depth").tag("class", label.toString()).gauge().value();
  }

  private double total(String timer) {
    return queue.registry.get("skep.queue." + timer).timer().totalTime(TimeUnit.MICROSECONDS);
  }

  private static Duration micros(long micros) {
    return Duration.ofNanos(micros * 1000);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
