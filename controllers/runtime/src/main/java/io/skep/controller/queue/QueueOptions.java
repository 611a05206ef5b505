package io.skep.controller.queue;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * In which order a queue hands keys out. Immutable; start from {@link #standard}.
 *
 * @param maxAge how long a ready key stays in its class while there are keys above it; then it goes
 *     up one class, and again after each further such time
 * @param flows how keys of one class share the queue
 * @param inFlight how many keys are handed out at once at most, which the taker sees to: what the
 *     shares of the flows are shares of
 * @param labels what metrics call the class of each priority; {@link ClassLabel#OTHER} those that
 *     are not named
 */
public record QueueOptions<K>(
    Duration maxAge, Flows<K> flows, int inFlight, Map<Integer, ClassLabel> labels) {
  /** Long enough to keep the classes apart, and short next to what people wait for. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** Refuses what would not keep classes apart, or let nothing run. */
  public QueueOptions {
    Objects.requireNonNull(flows, "flows");
    if (maxAge.isZero() || maxAge.isNegative()) {
      throw new IllegalArgumentException("maxAge must be positive but is " + maxAge);
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException("inFlight must be at least 1 but is " + inFlight);
    }
    labels = Map.copyOf(labels);
  }

  /** A class up after every 30 s, and one flow; the priority of ordinary changes is 0. */
  public static <K> QueueOptions<K> standard() {
    return new QueueOptions<>(
        MAX_AGE, Flows.one(), Integer.MAX_VALUE, Map.of(0, ClassLabel.NORMAL));
  }

  /** These options, with keys going up a class after {@code newMaxAge}. */
  public QueueOptions<K> withMaxAge(Duration newMaxAge) {
    return new QueueOptions<>(newMaxAge, flows, inFlight, labels);
  }

  /** These options, with keys sharing the queue as {@code newFlows} say. */
  public QueueOptions<K> withFlows(Flows<K> newFlows) {
    return new QueueOptions<>(maxAge, newFlows, inFlight, labels);
  }

  /** These options, for a taker that has at most {@code keys} keys at once. */
  public QueueOptions<K> withInFlight(int keys) {
    return new QueueOptions<>(maxAge, flows, keys, labels);
  }

  /** These options, with metrics calling classes as {@code newLabels} say, by their priority. */
  public QueueOptions<K> withLabels(Map<Integer, ClassLabel> newLabels) {
    return new QueueOptions<>(maxAge, flows, inFlight, newLabels);
  }

  /** What metrics call the class of {@code priority}. */
  ClassLabel label(int priority) {
    return labels.getOrDefault(priority, ClassLabel.OTHER);
  }
}
