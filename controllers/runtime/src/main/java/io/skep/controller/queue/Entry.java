package io.skep.controller.queue;

import io.skep.controller.queue.Chain.Link;

/** The one place of a key in a queue, for as long as the key is in it. */
final class Entry<K> implements Comparable<Entry<K>> {
  /** Where a key is. A key without an entry is absent. */
  enum State {
    /** Ready, in line for a hand-out. */
    QUEUED,
    /** Handed out, not done yet. */
    PROCESSING,
    /** Handed out, and added again since: owed another hand-out. */
    DIRTY,
    /** Ready once its delay has passed. */
    WAITING
  }

  /** The delay of a key that has none. */
  static final long NONE = Long.MAX_VALUE;

  /** The priority of a key that has none yet. */
  static final int UNASKED = Integer.MIN_VALUE;

  K key;

  /** Null of an entry that is in no place. */
  State state;

  /** In the line of its flow while it is ready; among those handed out while it is that. */
  final Link<Entry<K>> place = new Link<>(this);

  /** Among the ready keys of its class. */
  final Link<Entry<K>> age = new Link<>(this);

  /** The greatest priority that it was added with, or was given. */
  int priority = UNASKED;

  /** The greatest priority that it was added with since it was handed out. */
  int owedPriority = UNASKED;

  /** Of a key that is ready or handed out. */
  Flow<K> flow;

  /** Of a ready key. */
  FlowLine<K> line;

  /** Since when a ready key is in its class. */
  long classNanos;

  /** Since when the key is {@link State#QUEUED}. */
  long readyNanos;

  /** When the key was handed out last. */
  long startedNanos;

  /**
   * When a {@link State#WAITING} key is ready by its delay; of a handed-out one, when it wants to
   * be again.
   */
  long dueNanos = NONE;

  /** The same by its quiet period. */
  long quietNanos = NONE;

  /** When the first of the adds came that wait for quiet. */
  long unquietSinceNanos;

  /** Orders keys that are due at the same moment: the order in which they got their delays. */
  long sequence;

  /** This entry, which has left its last place, for another key. */
  Entry<K> blank() {
    key = null; // Nobody keeps a key that is absent.
    state = null;
    priority = UNASKED;
    owedPriority = UNASKED;
    return this;
  }

  boolean isHandedOut() {
    return state == State.PROCESSING || state == State.DIRTY;
  }

  /** When the key is ready, or wants to be: by its delay or its quiet period, what ends first. */
  long wakeNanos() {
    return Math.min(dueNanos, quietNanos);
  }

  /** Has no delay and no quiet period any more; says whether it had any. */
  boolean forgetWake() {
    boolean had = wakeNanos() != NONE;
    dueNanos = NONE;
    quietNanos = NONE;
    return had;
  }

  /** An add came that waits for quiet. */
  void unquiet(QuietPeriod quiet, long nowNanos) {
    if (quietNanos == NONE) {
      unquietSinceNanos = nowNanos;
    }
    quietNanos =
        Math.min(Delays.due(quiet.pause(), nowNanos), Delays.due(quiet.bound(), unquietSinceNanos));
  }

  @Override
  public int compareTo(Entry<K> other) {
    int byTime = Long.compare(wakeNanos(), other.wakeNanos());
    return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
  }

  // Identity is equality: compareTo tells any two waiting entries apart by their sequence.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    return key + " " + state;
  }
}
