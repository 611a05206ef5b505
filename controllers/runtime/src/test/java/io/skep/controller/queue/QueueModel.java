package io.skep.controller.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The plainest work queue: lists and sets, no timers, every question answered by a search. */
final class QueueModel {
  private static final long NEVER = Long.MAX_VALUE;

  /** When a key wants to be ready: by its delay, and by its quiet period. */
  private record Wake(String key, long due, long quiet, long unquietSince) {
    long at() {
      return Math.min(due, quiet);
    }
  }

  private final ReadyModel ready;
  private final List<Wake> waits = new ArrayList<>();
  private final TreeMap<String, Wake> later = new TreeMap<>();
  private final TreeMap<String, String> flowInHand = new TreeMap<>();
  private final TreeSet<String> owed = new TreeSet<>();
  private final TreeMap<String, Integer> priorities = new TreeMap<>();
  private final TreeMap<String, Integer> owedPriorities = new TreeMap<>();

  /** What each taker got so far, in the order of asking: null while it waits. */
  final List<Optional<String>> taken = new ArrayList<>();

  boolean closed;
  boolean draining;
  int dropped;
  long now;

  QueueModel(QueueOptions<String> options) {
    ready = new ReadyModel(options);
  }

  void add(String key, int priority) {
    if (!closed) {
      ask(key, priority);
      addNow(key);
    }
  }

  private void addNow(String key) {
    if (ready.has(key)) {
      ready.raise(key, priorities.get(key), now);
    } else if (!owed.contains(key)) {
      forgetWake(key);
      if (isInHand(key)) {
        owed.add(key);
      } else {
        ready.add(key, priorities.get(key), now);
      }
    }
    serve();
  }

  void addAfter(String key, long delay) {
    if (!closed) {
      if (!priorities.containsKey(key)) {
        ask(key, 0);
      }
      delay(key, delay);
    }
  }

  void addAfter(String key, long delay, int priority) {
    if (!closed) {
      ask(key, priority);
      delay(key, delay);
    }
  }

  private void delay(String key, long delay) {
    if (delay <= 0 || ready.has(key)) {
      addNow(key);
    } else if (!owed.contains(key)) {
      Wake wake = wake(key);
      if (now + delay < wake.due()) {
        set(new Wake(key, now + delay, wake.quiet(), wake.unquietSince()));
      }
    }
  }

  void addWhenQuiet(String key, QuietPeriod quiet, int priority) {
    if (closed) {
      return;
    }
    ask(key, priority);
    if (ready.has(key)) {
      addNow(key);
    } else if (!owed.contains(key)) {
      Wake wake = wake(key);
      long since = wake.quiet() == NEVER ? now : wake.unquietSince();
      long until = Math.min(now + quiet.pause().toNanos(), since + quiet.bound().toNanos());
      set(new Wake(key, wake.due(), until, since));
    }
  }

  void prioritize(String key, int priority) {
    priorities.put(key, priority);
  }

  boolean postpone(String key, long delay) {
    if (!forgetWake(key)) {
      return false;
    }
    if (delay <= 0) {
      addNow(key);
    } else {
      set(new Wake(key, now + delay, NEVER, 0));
    }
    return true;
  }

  boolean cancel(String key) {
    boolean had = forgetWake(key);
    if (had && !isInHand(key)) {
      priorities.remove(key);
    }
    return had;
  }

  Optional<String> poll() {
    if (!ready.hasNext()) {
      return Optional.empty();
    }
    String key = ready.take(now);
    flowInHand.put(key, ready.flow(key));
    return Optional.of(key);
  }

  void take() {
    taken.add(null);
    serve();
  }

  void done(String key, long pause) {
    ready.ended(flowInHand.remove(key));
    priorities.merge(key, owedPriorities.getOrDefault(key, Integer.MIN_VALUE), Math::max);
    owedPriorities.remove(key);
    Wake wake = later.remove(key);
    if (owed.remove(key)) {
      if (pause > 0 && !closed) {
        set(new Wake(key, now + pause, NEVER, 0));
      } else {
        ready.add(key, priorities.get(key), now);
      }
    } else if (wake == null) {
      priorities.remove(key);
    } else if (wake.at() <= now) {
      ready.add(key, priorities.get(key), now);
    } else {
      waits.add(wake);
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
    waits.forEach(wake -> priorities.remove(wake.key()));
    waits.clear();
    later.clear();
  }

  boolean isDrained() {
    return closed && (!draining || (ready.size() == 0 && flowInHand.isEmpty()));
  }

  void advanceTo(long time) {
    // Stable: of those due at the same moment, the one that got its delay first.
    waits.sort(Comparator.comparingLong(Wake::at));
    while (!waits.isEmpty() && waits.get(0).at() <= time) {
      now = waits.get(0).at();
      while (!waits.isEmpty() && waits.get(0).at() == now) {
        String key = waits.remove(0).key();
        ready.add(key, priorities.get(key), now);
      }
      serve();
    }
    now = time;
  }

  int size() {
    return ready.size();
  }

  int waiting() {
    return waits.size();
  }

  List<String> inHand() {
    return List.copyOf(flowInHand.keySet());
  }

  private boolean isInHand(String key) {
    return flowInHand.containsKey(key);
  }

  private void ask(String key, int priority) {
    (isInHand(key) ? owedPriorities : priorities).merge(key, priority, Math::max);
  }

  private Wake wake(String key) {
    return waits.stream()
        .filter(wake -> wake.key().equals(key))
        .findFirst()
        .orElseGet(() -> later.getOrDefault(key, new Wake(key, NEVER, NEVER, 0)));
  }

  private boolean forgetWake(String key) {
    boolean waited = waits.removeIf(wake -> wake.key().equals(key));
    return later.remove(key) != null || waited;
  }

  private void set(Wake wake) {
    forgetWake(wake.key());
    if (isInHand(wake.key())) {
      later.put(wake.key(), wake);
    } else {
      waits.add(wake);
    }
  }

  private void serve() {
    for (int i = 0; i < taken.size(); i++) {
      if (taken.get(i) == null && ready.hasNext()) {
        taken.set(i, poll());
      } else if (taken.get(i) == null
          && closed
          && ready.size() == 0
          && (!draining || owed.isEmpty())) {
        taken.set(i, Optional.empty());
      }
    }
  }
}
