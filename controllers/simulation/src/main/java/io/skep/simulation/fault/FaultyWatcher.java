package io.skep.simulation.fault;

import io.skep.store.Interest;
import io.skep.store.ReadTx;
import io.skep.store.ResumePoint;
import io.skep.store.Store;
import io.skep.store.Version;
import io.skep.store.Watcher;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** A watch over a line that delays, breaks, and forgets. Confined to the simulation. */
final class FaultyWatcher implements Watcher {
  /** How much is under way at most; the rest waits in the store's log. */
  private static final int UNDER_WAY = 1_024;

  private final Store store;
  private final Loop loop;
  private final Interest interest;
  private final StoreFaults faults;
  private final ArrayDeque<UnderWay> line = new ArrayDeque<>();
  private Watcher source;

  /** What the owner has seen. */
  private ReadTx seen;

  private Runnable ready = () -> {};
  private boolean cut;
  private boolean expired;
  private boolean closed;
  private long lastDueNanos;

  /** Something that its owner may see from then on. */
  private record UnderWay(Next next, long dueNanos) {}

  FaultyWatcher(
      Store store,
      Loop loop,
      Interest interest,
      StoreFaults faults,
      Consumer<? super ReadTx> view) {
    this.store = store;
    this.loop = loop;
    this.interest = interest;
    this.faults = faults;
    source =
        store.viewAndWatch(
            loop,
            interest,
            at -> {
              seen = at;
              view.accept(at);
            });
    faults.add(this);
  }

  @Override
  public Next next() {
    if (closed) {
      return source.next();
    }
    if (expired) {
      return compacted();
    }
    if (cut) {
      return new Next.CaughtUp(seen);
    }
    fill();
    UnderWay first = line.peek();
    if (first == null) {
      return new Next.CaughtUp(seen);
    }
    long waitNanos = first.dueNanos - loop.clock().nanoTime();
    if (waitNanos > 0) {
      loop.after(Duration.ofNanos(waitNanos), this::news);
      return new Next.CaughtUp(seen);
    }
    line.remove();
    if (first.next instanceof Next.Delivered delivered) {
      seen = delivered.at();
    } else if (first.next instanceof Next.CaughtUp caughtUp) {
      seen = caughtUp.at();
    }
    return first.next;
  }

  /** Sends on what the store has. */
  private void fill() {
    while (line.size() < UNDER_WAY) {
      Next next = source.next();
      if (next instanceof Next.CaughtUp caughtUp) {
        ReadTx last = lastSent();
        if (caughtUp.at().version().isAfter(last.version())) {
          send(next);
        }
        return;
      }
      if (line.peekLast() != null && line.peekLast().next instanceof Next.CaughtUp) {
        line.removeLast(); // The owner would stop there, and what follows says more.
      }
      send(next);
      if (!(next instanceof Next.Delivered)) {
        return;
      }
    }
  }

  private ReadTx lastSent() {
    UnderWay last = line.peekLast();
    if (last != null && last.next instanceof Next.Delivered delivered) {
      return delivered.at();
    }
    return last != null && last.next instanceof Next.CaughtUp caughtUp ? caughtUp.at() : seen;
  }

  private void send(Next next) {
    long now = loop.clock().nanoTime();
    lastDueNanos = Math.max(lastDueNanos, now + faults.nextDelay().toNanos());
    line.add(new UnderWay(next, lastDueNanos));
  }

  private Next compacted() {
    Version oldest = store.view().version();
    return new Next.Compacted(oldest, "the stream was cut for too long after " + seen.version());
  }

  void cut() {
    cut = true;
    line.clear();
    source.close();
  }

  void reconnect() {
    if (cut && !closed) {
      cut = false;
      source = store.watchFrom(loop, interest, ResumePoint.after(seen));
      source.onReady(this::news);
      loop.execute(this::news);
    }
  }

  void expire() {
    cut = false;
    expired = true;
    line.clear();
    source.close();
    loop.execute(this::news);
  }

  private void news() {
    if (!closed && !cut) {
      ready.run();
    }
  }

  @Override
  public void onReady(Runnable newReady) {
    ready = newReady;
    source.onReady(this::news);
  }

  @Override
  public void close() {
    closed = true;
    line.clear();
    source.close();
    faults.remove(this);
  }
}
