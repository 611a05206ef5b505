package io.skep.controller.queue;

import io.skep.controller.queue.Chain.Link;

/** The ready keys of one flow in one class, in the order in which they came to it. */
final class FlowLine<K> {
  final Flow<K> flow;
  final PriorityClass<K> in;
  final Chain<Entry<K>> keys = new Chain<>();

  /** Among the lines of the class that take turns. */
  final Link<FlowLine<K>> turn = new Link<>(this);

  /** How many more keys are handed out before it is another line's turn. */
  int credit;

  FlowLine(Flow<K> flow, PriorityClass<K> in) {
    this.flow = flow;
    this.in = in;
  }
}
