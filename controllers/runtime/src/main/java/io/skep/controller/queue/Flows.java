package io.skep.controller.queue;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * How keys share a queue: each belongs to a flow, such as its tenant, and within a priority the
 * flows take turns, so that the many keys of one do not hold up the few of another. Immutable.
 *
 * @param <K> the keys
 */
public final class Flows<K> {
  private final Function<? super K, String> of;
  private final ToIntFunction<String> weight;
  private final double share;

  private Flows(Function<? super K, String> of, ToIntFunction<String> weight, double share) {
    this.of = of;
    this.weight = weight;
    this.share = share;
  }

  /** All keys are one flow: first in, first out. */
  public static <K> Flows<K> one() {
    return new Flows<>(null, flow -> 1, 1);
  }

  /**
   * Flows of equal weight, each of which may have all keys that are handed out.
   *
   * @param of the name of a key's flow, asked each time the key becomes ready, on the queue's loop;
   *     pure and quick. A key for which it fails goes with all others of that kind, and that is
   *     logged
   */
  public static <K> Flows<K> by(Function<? super K, String> of) {
    return new Flows<>(Objects.requireNonNull(of, "of"), flow -> 1, 1);
  }

  /**
   * These flows, but in each round a flow has {@code newWeight} of its name turns, at least 1 and 1
   * by default. Asked when a flow gets its first key.
   */
  public Flows<K> withWeights(ToIntFunction<String> newWeight) {
    return new Flows<>(of, Objects.requireNonNull(newWeight, "weight"), share);
  }

  /**
   * These flows, but while keys of other flows are ready, none has more than {@code newShare} of
   * the keys that may be handed out at once, rounded up. A flow alone may have all. With fewer
   * flows than there are shares some places stay free for the next flow that comes.
   *
   * @param newShare more than 0, and at most 1, which is no limit
   */
  public Flows<K> withShare(double newShare) {
    if (!(newShare > 0 && newShare <= 1)) {
      throw new IllegalArgumentException(
          "share must be more than 0 and at most 1 but is " + newShare);
    }
    return new Flows<>(of, weight, newShare);
  }

  boolean areOne() {
    return of == null;
  }

  Function<? super K, String> of() {
    return of;
  }

  int checkedWeight(String flow) {
    int weighs = weight.applyAsInt(flow);
    if (weighs < 1) {
      throw new IllegalArgumentException(
          "the weight of flow \"%s\" must be at least 1 but is %d".formatted(flow, weighs));
    }
    return weighs;
  }

  /** How many of {@code inFlight} keys one flow may have while others wait. */
  int share(int inFlight) {
    return share == 1 ? Integer.MAX_VALUE : (int) Math.ceil(share * inFlight);
  }

  @Override
  public String toString() {
    return areOne() ? "Flows[one]" : "Flows[share=%s]".formatted(share);
  }
}
