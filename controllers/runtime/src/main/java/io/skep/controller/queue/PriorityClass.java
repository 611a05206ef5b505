package io.skep.controller.queue;

import java.util.List;

/**
 * The ready keys of one priority: a line for each flow, which take turns, and all of them by age.
 *
 * <p>Turns go by deficit round robin (Shreedhar and Varghese, 1995) with every key at a cost of
 * one: a line hands out as many keys as its flow weighs, and goes to the end. A line whose flow is
 * held takes no turns until it is let go.
 */
final class PriorityClass<K> {
  final int priority;

  /** What metrics call it. */
  final ClassLabel label;

  private final Chain<FlowLine<K>> turns = new Chain<>();
  private final Chain<Entry<K>> byAge = new Chain<>();

  /** Kept from when it became empty, so that a flow that comes and goes gets no new one. */
  private FlowLine<K> spare;

  PriorityClass(int priority, ClassLabel label) {
    this.priority = priority;
    this.label = label;
  }

  boolean isEmpty() {
    return byAge.isEmpty();
  }

  /** Whether all its keys are those of held flows. */
  boolean isHeld() {
    return turns.isEmpty();
  }

  /** The entry that came first of those here; there must be one. */
  Entry<K> oldest() {
    return byAge.first();
  }

  /** Puts keys into {@code into}, the oldest first, until that has {@code size}. */
  void sample(int size, List<? super K> into) {
    Entry<K> entry = isEmpty() ? null : oldest();
    for (; into.size() < size && entry != null; entry = byAge.after(entry.age)) {
      into.add(entry.key);
    }
  }

  /** Puts {@code entry} last in the line of its flow. */
  void add(Entry<K> entry, long nowNanos) {
    FlowLine<K> line = line(entry.flow);
    line.keys.add(entry.place);
    byAge.add(entry.age);
    entry.line = line;
    entry.classNanos = nowNanos;
  }

  /** The next entry by the turns of the flows, which stays here; there must be one not held. */
  Entry<K> next() {
    return turns.first().keys.first();
  }

  /** Takes {@code entry}, which is the {@link #next}, at the expense of its flow's turn. */
  void take(Entry<K> entry) {
    FlowLine<K> line = entry.line;
    if (line.credit == 0) {
      line.credit = line.flow.weight;
    }
    line.credit--;
    remove(entry);
    if (line.credit == 0 && !line.keys.isEmpty()) {
      turns.remove(line.turn);
      turns.add(line.turn);
    }
  }

  /** Takes {@code entry} out, wherever it stands. */
  void remove(Entry<K> entry) {
    FlowLine<K> line = entry.line;
    line.keys.remove(entry.place);
    byAge.remove(entry.age);
    entry.line = null;
    if (line.keys.isEmpty()) {
      line.flow.lines.remove(line);
      if (!line.flow.held) {
        turns.remove(line.turn);
      }
      line.credit = 0;
      spare = line;
    }
  }

  /** Lets {@code line}, one of this class, take no turns. */
  void hold(FlowLine<K> line) {
    turns.remove(line.turn);
    line.credit = 0;
  }

  /** Lets {@code line}, which took none, take turns again. */
  void letGo(FlowLine<K> line) {
    turns.add(line.turn);
  }

  private FlowLine<K> line(Flow<K> flow) {
    FlowLine<K> line = flow.lineIn(this);
    if (line != null) {
      return line;
    }
    line = spare != null && spare.flow == flow ? spare : new FlowLine<>(flow, this);
    spare = null;
    flow.lines.add(line);
    if (!flow.held) {
      turns.add(line.turn);
    }
    return line;
  }
}
