package io.skep.controller.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories on the queue and on {@link QueueModel}: they agree after every step. */
class WorkQueueModelTest {
  private static final List<String> KEYS = List.of("a1", "a2", "a3", "b1", "b2", "c1", "c2");

  private static final int[] PRIORITIES = {-100, 0, 10};

  private long seed;
  private int step;
  private Random random;
  private DrivenQueue queue;
  private QueueModel model;
  private List<Future<Optional<String>>> takers;

  // rt.Q-1 … rt.Q-9, rt.Q-11, rt.D-1 … rt.D-5, rt.L-8, rt.P-1, rt.P-2, rt.P-3, rt.P-5 … rt.P-8
  @ParameterizedTest(name = "seeds from {0}")
  @ValueSource(longs = {0, 1_000, 20_260_101})
  void theQueueDoesWhatThePlainestModelDoes(long firstSeed) {
    for (seed = firstSeed; seed < firstSeed + 300; seed++) {
      random = new Random(seed);
      QueueOptions<String> options = randomOptions();
      queue = new DrivenQueue(seed, options);
      model = new QueueModel(options);
      takers = new ArrayList<>();
      for (step = 0; step < 200; step++) {
        randomStep();
        compare();
      }
      finish();
    }
  }

  /** Ages of a few steps, up to three flows of unequal weight, and shares from a quarter up. */
  private QueueOptions<String> randomOptions() {
    QueueOptions<String> options =
        QueueOptions.<String>standard()
            .withMaxAge(Duration.ofNanos(1 + random.nextInt(40)))
            .withInFlight(4);
    if (random.nextInt(4) == 0) {
      return options;
    }
    return options.withFlows(
        Flows.<String>by(key -> key.substring(0, 1))
            .withWeights(flow -> flow.equals("a") ? 2 : 1)
            .withShare((1 + random.nextInt(4)) / 4.0));
  }

  private void randomStep() {
    String key = KEYS.get(random.nextInt(KEYS.size()));
    int priority = PRIORITIES[random.nextInt(PRIORITIES.length)];
    long delay = random.nextInt(-2, 10);
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> {
        queue.addAt(priority, key);
        model.add(key, priority);
      }
      case 3, 4 -> {
        queue.addAfter(key, Duration.ofNanos(delay));
        model.addAfter(key, delay);
      }
      case 5 -> {
        queue.addAfter(key, Duration.ofNanos(delay), priority);
        model.addAfter(key, delay, priority);
      }
      case 16, 17 -> {
        var quiet = new QuietPeriod(Duration.ofNanos(1 + random.nextInt(5)), Duration.ofNanos(9));
        queue.addWhenQuiet(key, quiet, priority);
        model.addWhenQuiet(key, quiet, priority);
      }
      case 18 -> {
        if (model.inHand().contains(key)) {
          queue.prioritize(key, priority);
          model.prioritize(key, priority);
        }
      }
      case 6 ->
          assertSame(queue.postpone(key, Duration.ofNanos(delay)), model.postpone(key, delay));
      case 7 -> assertSame(queue.cancel(key), model.cancel(key));
      case 8, 9 -> assertSame(queue.poll(), model.poll());
      case 10 -> {
        takers.add(queue.take());
        model.take();
      }
      case 11, 12 -> doneWithOne(delay);
      default -> advance(random.nextInt(6));
    }
  }

  private void doneWithOne(long pause) {
    List<String> inHand = model.inHand();
    if (!inHand.isEmpty()) {
      String key = inHand.get(random.nextInt(inHand.size()));
      queue.done(key, Duration.ofNanos(pause));
      model.done(key, pause);
    }
  }

  private void advance(long nanos) {
    queue.advance(Duration.ofNanos(nanos));
    model.advanceTo(model.now + nanos);
  }

  private void compare() {
    assertSame(queue.size(), model.size());
    assertSame(queue.waiting(), model.waiting());
    assertSame(queue.processing(), model.inHand().size());
    for (int i = 0; i < takers.size(); i++) {
      assertSame(takers.get(i).result(), model.taken.get(i));
    }
  }

  /** Closes both, gives everything back, and takes what is owed until nothing is. */
  private void finish() {
    Future<Integer> drained = null;
    if (random.nextBoolean()) {
      drained = queue.drain();
      model.drain();
    } else {
      assertSame(queue.shutdown(), shutdownModel());
    }
    compare();
    queue.add("late");
    model.add("late", 0);
    while (!model.inHand().isEmpty() || model.size() > 0) {
      if (drained != null) {
        assertSame(drained.isComplete(), model.isDrained());
      }
      assertSame(queue.poll(), model.poll());
      doneWithOne(0);
      compare();
    }
    assertSame(queue.take().result(), Optional.empty());
    if (drained != null) {
      assertSame(drained.result(), model.dropped);
    }
    advance(Duration.ofSeconds(1).toNanos());
    assertThat(queue.clock.advanceToNextTimer()).as("timer left, seed %d", seed).isFalse();
  }

  private int shutdownModel() {
    model.shutdown();
    return model.dropped;
  }

  private void assertSame(Object actual, Object expected) {
    assertThat(actual).as("seed %d step %d", seed, step).isEqualTo(expected);
  }
}
