package io.skep.controller.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The plainest work queue: lists and sets, no timers, every question answered by a search. */
final class QueueModel {
  private record Wait(String key, long due) {}

  private final List<String> line = new ArrayList<>();
  private final List<Wait> waits = new ArrayList<>();
  private final TreeSet<String> inHand = new TreeSet<>();
  private final TreeSet<String> owed = new TreeSet<>();
  private final TreeMap<String, Long> later = new TreeMap<>();

  /** What each taker got so far, in the order of asking: null while it waits. */
  final List<Optional<String>> taken = new ArrayList<>();

  boolean closed;
  boolean draining;
  int dropped;
  long now;

  void add(String key) {
    if (closed || line.contains(key) || owed.contains(key)) {
      return;
    }
    cancel(key);
    if (inHand.contains(key)) {
      owed.add(key);
    } else {
      line.add(key);
    }
    serve();
  }

  void addAfter(String key, long delay) {
    if (delay <= 0) {
      add(key);
    } else if (!closed && !line.contains(key) && !owed.contains(key)) {
      Optional<Long> before = delayOf(key);
      if (before.isEmpty() || before.get() > now + delay) {
        cancel(key);
        setDelay(key, now + delay);
      }
    }
  }

  boolean postpone(String key, long delay) {
    if (!cancel(key)) {
      return false;
    }
    if (delay <= 0) {
      add(key);
    } else {
      setDelay(key, now + delay);
    }
    return true;
  }

  boolean cancel(String key) {
    boolean waited = waits.removeIf(wait -> wait.key().equals(key));
    return later.remove(key) != null || waited;
  }

  Optional<String> poll() {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String key = line.remove(0);
    inHand.add(key);
    return Optional.of(key);
  }

  void take() {
    taken.add(null);
    serve();
  }

  void done(String key, long pause) {
    inHand.remove(key);
    Long due = later.remove(key);
    if (owed.remove(key)) {
      if (pause > 0 && !closed) {
        waits.add(new Wait(key, now + pause));
      } else {
        line.add(key);
      }
    } else if (due != null && due <= now) {
      line.add(key);
    } else if (due != null) {
      waits.add(new Wait(key, due));
    }
    serve();
  }

  void shutdown() {
    close();
    draining = false;
    serve();
  }

  void drain() {
    close();
    draining = true;
    serve();
  }

  private void close() {
    closed = true;
    dropped += waits.size() + later.size();
    waits.clear();
    later.clear();
  }

  boolean isDrained() {
    return closed && (!draining || (line.isEmpty() && inHand.isEmpty()));
  }

  void advanceTo(long time) {
    now = time;
    // Stable: of those due at the same moment, the one that got its delay first.
    waits.sort(Comparator.comparingLong(Wait::due));
    while (!waits.isEmpty() && waits.get(0).due() <= now) {
      line.add(waits.remove(0).key());
    }
    serve();
  }

  int size() {
    return line.size();
  }

  int waiting() {
    return waits.size();
  }

  List<String> inHand() {
    return List.copyOf(inHand);
  }

  private Optional<Long> delayOf(String key) {
    return waits.stream()
        .filter(wait -> wait.key().equals(key))
        .map(Wait::due)
        .findFirst()
        .or(() -> Optional.ofNullable(later.get(key)));
  }

  private void setDelay(String key, long due) {
    if (inHand.contains(key)) {
      later.put(key, due);
    } else {
      waits.add(new Wait(key, due));
    }
  }

  private void serve() {
    for (int i = 0; i < taken.size(); i++) {
      if (taken.get(i) == null && !line.isEmpty()) {
        taken.set(i, poll());
      } else if (taken.get(i) == null && closed && (!draining || owed.isEmpty())) {
        taken.set(i, Optional.empty());
      }
    }
  }
}
