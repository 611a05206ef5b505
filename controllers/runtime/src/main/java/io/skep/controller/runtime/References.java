package io.skep.controller.runtime;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which reconciled objects refer to which others, from both sides. Holds ids only: one entry for
 * each reference that an object makes, none for objects that make none. Confined to the loop.
 */
final class References {
  private final Map<String, List<String>> fromReferrer = new HashMap<>(); // Neither is iterated.
  private final Map<String, Set<String>> toReferrers = new HashMap<>();

  /** {@code referrer} refers to {@code targets} now, and to nothing else. */
  void set(String referrer, Collection<String> targets) {
    List<String> now = targets.stream().distinct().toList();
    List<String> before = fromReferrer.getOrDefault(referrer, List.of());
    if (now.equals(before)) {
      return;
    }
    before.forEach(target -> remove(target, referrer));
    now.forEach(
        target ->
            toReferrers.computeIfAbsent(target, none -> new LinkedHashSet<>(2)).add(referrer));
    if (now.isEmpty()) {
      fromReferrer.remove(referrer);
    } else {
      fromReferrer.put(referrer, now);
    }
  }

  private void remove(String target, String referrer) {
    Set<String> referrers = toReferrers.get(target);
    referrers.remove(referrer);
    if (referrers.isEmpty()) {
      toReferrers.remove(target);
    }
  }

  /** Who refers to {@code target}, in the order in which they began to. */
  List<String> to(String target) {
    return List.copyOf(toReferrers.getOrDefault(target, Set.of()));
  }

  /** How many objects refer to something, and how many are referred to. */
  int size() {
    return fromReferrer.size() + toReferrers.size();
  }
}
