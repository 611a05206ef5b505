package io.skep.orchestrator.update;

import io.skep.api.Service;

/**
 * What comes first when a node is drained, as a label of a replicated service: with {@code
 * skep.drain.order = start-first} a task that runs there goes on until another one runs elsewhere.
 * A node with such tasks is not empty before there is room for them. Otherwise, as with SwarmKit,
 * they stop at once. Pure.
 */
public final class DrainOrder {
  /** The label. */
  public static final String LABEL = "skep.drain.order";

  /** The value that makes a difference, as update orders are spelt in stack files. */
  public static final String START_FIRST = "start-first";

  private DrainOrder() {}

  /** Whether the tasks of {@code service} stay on a drained node until others run. */
  public static boolean startsFirst(Service service) {
    return START_FIRST.equals(service.getSpec().getAnnotations().getLabelsOrDefault(LABEL, ""));
  }
}
