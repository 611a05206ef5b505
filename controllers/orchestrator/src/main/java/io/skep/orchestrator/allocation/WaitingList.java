package io.skep.orchestrator.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Ids of objects that are due a look, and of those that had one in vain, each under the thing that
 * it waits for. An id is here once. Confined to the controller's loop.
 */
final class WaitingList {
  private final Set<String> due = new LinkedHashSet<>();
  private final Map<String, String> thingOf = new HashMap<>();
  private final Map<String, Set<String>> waiters = new LinkedHashMap<>();

  /** {@code id} is due a look. */
  void add(String id) {
    stopWaiting(id);
    due.add(id);
  }

  /** {@code id} needs no look any more. */
  void remove(String id) {
    stopWaiting(id);
    due.remove(id);
  }

  /** {@code id} is due again once {@code thing} is {@linkplain #wake there}. */
  void await(String id, String thing) {
    remove(id);
    thingOf.put(id, thing);
    waiters.computeIfAbsent(thing, key -> new LinkedHashSet<>()).add(id);
  }

  /** All that wait for {@code thing} are due. */
  void wake(String thing) {
    Set<String> woken = waiters.remove(thing);
    if (woken != null) {
      woken.forEach(thingOf::remove);
      due.addAll(woken);
    }
  }

  void wakeAll() {
    List.copyOf(waiters.keySet()).forEach(this::wake);
  }

  boolean isDue() {
    return !due.isEmpty();
  }

  boolean isAwaiting() {
    return !waiters.isEmpty();
  }

  /** Removes and returns the first {@code most} that are due, in the order in which they became. */
  List<String> take(int most) {
    var taken = new ArrayList<String>();
    for (Iterator<String> ids = due.iterator(); ids.hasNext() && taken.size() < most; ) {
      taken.add(ids.next());
      ids.remove();
    }
    return taken;
  }

  private void stopWaiting(String id) {
    String thing = thingOf.remove(id);
    if (thing != null) {
      Set<String> others = waiters.get(thing);
      others.remove(id);
      if (others.isEmpty()) {
        waiters.remove(thing);
      }
    }
  }
}
