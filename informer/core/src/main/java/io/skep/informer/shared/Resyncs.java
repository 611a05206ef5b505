package io.skep.informer.shared;

import io.skep.informer.delivery.Delivery;
import io.skep.informer.view.Transition;
import io.skep.informer.view.View;
import io.skep.store.Kind;
import io.skep.store.index.IndexKey;
import io.skep.store.loop.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells handlers that asked for it of all objects again, each at its own period from its start on.
 * A round takes a page of what is shown a turn, always of the newest state, so it neither holds up
 * the loop nor tells what is no longer so. Confined to the informer's loop.
 */
final class Resyncs<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Resyncs.class);

  /** Objects a turn: at about a microsecond for each, half a millisecond. */
  private static final int PAGE = 512;

  private final Kind<T> kind;
  private final Loop loop;
  private final Supplier<View<T>> shown;
  private final Map<Delivery<T>, Rounds> rounds = new LinkedHashMap<>();

  /** The shortest period there is; null while nobody has asked for any. */
  private Duration shortest;

  private boolean started;

  Resyncs(Kind<T> kind, Loop loop, Supplier<View<T>> shown) {
    this.kind = kind;
    this.loop = loop;
    this.shown = shown;
  }

  /** Takes on a handler that is told every {@code period}; zero for never. */
  void add(Delivery<T> delivery, Duration period) {
    if (period.isZero()) {
      return;
    }
    if (shortest == null || (!started && period.compareTo(shortest) < 0)) {
      shortest = period;
    }
    var its = new Rounds(delivery, period.compareTo(shortest) < 0 ? shortest : period);
    rounds.put(delivery, its);
    if (started) {
      its.arm();
    }
  }

  /** The informer shows something: time runs. */
  void start() {
    started = true;
    rounds.values().forEach(Rounds::arm);
  }

  void remove(Delivery<T> delivery) {
    Rounds its = rounds.remove(delivery);
    if (its != null) {
      its.stop();
    }
  }

  void stop() {
    rounds.values().forEach(Rounds::stop);
    rounds.clear();
  }

  /** The rounds of one handler. */
  private final class Rounds {
    private final Delivery<T> delivery;
    private final Duration period;
    private Loop.Timer timer;
    private boolean stopped;

    /** The id, as bytes, from which on the round under way goes on; null for none. */
    private String from;

    Rounds(Delivery<T> delivery, Duration period) {
      this.delivery = delivery;
      this.period = period;
    }

    void arm() {
      timer = loop.after(period, this::due);
    }

    void stop() {
      stopped = true;
      if (timer != null) {
        timer.cancel();
      }
    }

    private void due() {
      arm(); // First, so that no round can stop those after it.
      if (from == null && delivery.hasToldSnapshot()) {
        from = "";
        goOn();
      }
    }

    private void goOn() {
      if (stopped || from == null) {
        return;
      }
      try {
        if (page()) {
          loop.execute(this::goOn);
        }
      } catch (RuntimeException e) { // It comes from what the user's kind does.
        from = null;
        LOG.error(
            "a resync of kind {} failed and is left at that; the next one comes in {}",
            kind.name(),
            period,
            e);
      }
    }

    /** Tells of a page; true if there is another. */
    private boolean page() {
      View<T> view = shown.get();
      Iterator<Transition<T>> walk = view.walk(IndexKey.toText(from));
      List<T> objects = new ArrayList<>();
      String last = from;
      for (int steps = 0; steps < PAGE && walk.hasNext(); steps++) {
        Transition<T> found = walk.next();
        last = found.id();
        if (found.after() != null) {
          objects.add(found.after());
        }
      }
      from = walk.hasNext() ? IndexKey.ofText(View.next(IndexKey.toText(last))) : null;
      delivery.resync(objects, view.version());
      return from != null;
    }
  }
}
