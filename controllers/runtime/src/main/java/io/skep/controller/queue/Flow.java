package io.skep.controller.queue;

import io.skep.controller.queue.Chain.Link;
import java.util.ArrayList;
import java.util.List;

/** A flow that has keys in the queue or handed out. Confined to the queue's loop. */
final class Flow<K> {
  final String name;
  final int weight;

  /** Among the flows that have ready keys. */
  final Link<Flow<K>> waiting = new Link<>(this);

  /** Its ready keys by class: one line for each class in which it has any. */
  final List<FlowLine<K>> lines = new ArrayList<>(1);

  /** How many of its keys are ready. */
  int ready;

  /** How many of its keys are handed out. */
  int running;

  /** Whether its keys are passed over, because it has its share of those handed out. */
  boolean held;

  Flow(String name, int weight) {
    this.name = name;
    this.weight = weight;
  }

  /** Its line in {@code in}; null if it has none. */
  FlowLine<K> lineIn(PriorityClass<K> in) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).in == in) {
        return lines.get(i);
      }
    }
    return null;
  }

  boolean isIdle() {
    return ready == 0 && running == 0;
  }
}
