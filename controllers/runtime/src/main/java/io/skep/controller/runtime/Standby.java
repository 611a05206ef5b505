package io.skep.controller.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The keys that would run here if the lease were held: what a standby runs once it is elected.
 *
 * <p>One entry a key that has an object, so it is as bounded as the objects are. Of keys without
 * one, which only those controllers want that ask for deletions, the newest {@value #MOST_GONE} are
 * kept: older ones were the business of whoever led then. Confined to the controller's loop.
 */
final class Standby {
  /** What happened this long ago may not have been seen to by the leader before: a lease, twice. */
  static final Duration RECENT = Duration.ofSeconds(30);

  static final int MOST_GONE = 10_000;

  private static final long LONG_AGO = Long.MIN_VALUE;

  /** When something last happened to each key. */
  private final Map<String, Long> marks = new LinkedHashMap<>();

  private final Set<String> gone = new LinkedHashSet<>();

  /** A key that waits for this replica to be elected, and whether it is urgent. */
  record Mark(String key, boolean isRecent) {}

  /**
   * Takes note of {@code key}.
   *
   * @param isNews whether something has happened to it, other than being there at the start
   * @param isPresent whether it has an object
   * @return a key that had to go for it
   */
  Optional<String> note(String key, boolean isNews, boolean isPresent, long nowNanos) {
    marks.merge(key, isNews ? nowNanos : LONG_AGO, Math::max);
    gone.remove(key);
    if (!isPresent) {
      gone.add(key);
      if (gone.size() > MOST_GONE) {
        String oldest = gone.iterator().next();
        drop(oldest);
        return Optional.of(oldest);
      }
    }
    return Optional.empty();
  }

  /** Forgets {@code key}: there is nothing to run. */
  void drop(String key) {
    marks.remove(key);
    gone.remove(key);
  }

  /** Takes the keys that {@code which} accepts, in the order in which they were first noted. */
  List<Mark> take(Predicate<String> which, long nowNanos) {
    List<Mark> taken = new ArrayList<>();
    Iterator<Map.Entry<String, Long>> all = marks.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<String, Long> mark = all.next();
      if (which.test(mark.getKey())) {
        long since = mark.getValue();
        taken.add(
            new Mark(mark.getKey(), since != LONG_AGO && nowNanos - since <= RECENT.toNanos()));
        gone.remove(mark.getKey());
        all.remove();
      }
    }
    return taken;
  }

  /** How many keys wait. */
  int size() {
    return marks.size();
  }
}
