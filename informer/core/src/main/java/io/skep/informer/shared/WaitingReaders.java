package io.skep.informer.shared;

import io.skep.informer.Reader;
import io.skep.informer.StaleReadException;
import io.skep.store.Kind;
import io.skep.store.Version;
import io.skep.store.loop.Answer;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * Who waits for an informer to come to which version, each with a timer. Confined to the informer's
 * loop.
 */
final class WaitingReaders<T> {
  /** Each costs about 200 bytes and a timer, so this many are some megabytes. */
  static final int MOST = 10_000;

  private final Kind<T> kind;
  private final Loop loop;
  private final TreeSet<Waiting<T>> byVersion =
      new TreeSet<>(
          Comparator.<Waiting<T>, Version>comparing(waiting -> waiting.version)
              .thenComparingLong(waiting -> waiting.arrival));
  private long arrivals;
  private Version reached = Version.ZERO;

  WaitingReaders(Kind<T> kind, Loop loop) {
    this.kind = kind;
    this.loop = loop;
  }

  /**
   * Answers with {@code now}, if that is at {@code version}; else waits.
   *
   * @param now what is readable now; null for nothing yet
   */
  void add(Version version, Duration timeout, Reader<T> now, Answer<Reader<T>> answer) {
    if (now != null && !version.isAfter(now.version())) {
      answer.complete(now);
    } else if (timeout.isZero()) {
      answer.fail(late(version, "the reader does not wait"));
    } else if (byVersion.size() >= MOST) {
      answer.fail(late(version, MOST + " readers wait already"));
    } else {
      var waiting = new Waiting<>(version, arrivals++, answer);
      byVersion.add(waiting);
      waiting.timer = loop.after(timeout, () -> giveUp(waiting, timeout));
    }
  }

  private void giveUp(Waiting<T> waiting, Duration timeout) {
    if (byVersion.remove(waiting)) {
      waiting.answer.fail(late(waiting.version, "the reader has waited for " + timeout));
    }
  }

  private StaleReadException late(Version wanted, String reason) {
    return new StaleReadException(kind, wanted, reached, reason);
  }

  /** Answers all that wait for {@code reader} or an earlier state. */
  void tell(Reader<T> reader) {
    reached = reader.version();
    while (!byVersion.isEmpty() && !byVersion.first().version.isAfter(reached)) {
      Waiting<T> waiting = byVersion.pollFirst();
      waiting.timer.cancel();
      waiting.answer.complete(reader);
    }
  }

  void fail(Throwable cause) {
    while (!byVersion.isEmpty()) {
      Waiting<T> waiting = byVersion.pollFirst();
      waiting.timer.cancel();
      waiting.answer.fail(cause);
    }
  }

  private static final class Waiting<T> {
    final Version version;
    final long arrival;
    final Answer<Reader<T>> answer;
    Loop.Timer timer;

    Waiting(Version version, long arrival, Answer<Reader<T>> answer) {
      this.version = version;
      this.arrival = arrival;
      this.answer = answer;
    }
  }
}
