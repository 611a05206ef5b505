package io.skep.informer.feed;

import io.skep.store.ReadTx;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Who waits for which version; told by version, then in order of arrival. Confined to one loop. */
final class Waiters {
  private final PriorityQueue<Waiter> waiters =
      new PriorityQueue<>(Comparator.comparing(Waiter::version).thenComparingLong(Waiter::arrival));
  private long arrivals;

  void add(Version version, Answer<ReadTx> answer) {
    waiters.add(new Waiter(version, arrivals++, answer));
  }

  /** Answers those that waited for {@code at} or an earlier state. */
  void tell(ReadTx at) {
    while (!waiters.isEmpty() && !waiters.peek().version().isAfter(at.version())) {
      waiters.remove().answer().complete(at);
    }
  }

  void fail(Throwable cause) {
    while (!waiters.isEmpty()) {
      waiters.remove().answer().fail(cause);
    }
  }

  private record Waiter(Version version, long arrival, Answer<ReadTx> answer) {}
}
