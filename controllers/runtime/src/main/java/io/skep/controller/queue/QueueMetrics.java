package io.skep.controller.queue;

/** What a queue tells of itself, to nobody unless it is told to whom. On the queue's loop. */
interface QueueMetrics {
  /** Tells nobody anything, and asks for no times. */
  QueueMetrics NONE = new QueueMetrics() {};

  /** Whether anybody is told; if not, the times may be wrong. */
  default boolean isMeasured() {
    return false;
  }

  /** A key has become owed a hand-out. */
  default void added() {}

  /** A key has been given a delay. */
  default void retried() {}

  /** A key was handed out so long after it had become ready. */
  default void handedOut(long latencyNanos) {}

  /** A key was given back so long after it had been handed out. */
  default void done(long workNanos) {}

  /** There are {@code more} ready keys in a class, or fewer if it is below zero. */
  default void ready(ClassLabel in, int more) {}

  /** So many keys wait. */
  default void waiting(int keys) {}

  /** So many keys are handed out. */
  default void processing(int keys) {}

  /** For how long they have been, all of them and the first. */
  default void ages(long sumNanos, long greatestNanos) {}

  /** Nothing more will be told. */
  default void close() {}
}
