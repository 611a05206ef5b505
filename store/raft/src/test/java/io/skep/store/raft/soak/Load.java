package io.skep.store.raft.soak;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What all clients of a run have done. Any thread. */
final class Load {
  private final long goal;
  private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile boolean stopped;

  /** Until {@code goal} calls have been answered. */
  Load(long goal) {
    this.goal = goal;
  }

  void add(Operation operation) {
    operations.add(operation);
  }

  void count(Answer answer) {
    if (answer instanceof Answer.Ok) {
      answered.incrementAndGet();
    } else if (answer instanceof Answer.Unknown) {
      unknown.incrementAndGet();
    } else {
      refused.incrementAndGet();
    }
  }

  boolean isDone() {
    return stopped || answered.get() >= goal;
  }

  void stop() {
    stopped = true;
  }

  List<Operation> operations() {
    return List.copyOf(operations);
  }

  long answered() {
    return answered.get();
  }

  long unknown() {
    return unknown.get();
  }

  long refused() {
    return refused.get();
  }
}
