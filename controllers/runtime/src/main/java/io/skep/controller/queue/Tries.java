package io.skep.controller.queue;

import java.util.HashMap;
import java.util.Map;

/** How often each key was tried. Never iterated, so the order of the map shows nowhere. */
final class Tries<K> {
  private final Map<K, Integer> tries = new HashMap<>();

  /** Counts one more; gives how many there were before. */
  int countOne(K key) {
    return tries.merge(key, 1, (before, one) -> before == Integer.MAX_VALUE ? before : before + 1)
        - 1;
  }

  int count(K key) {
    return tries.getOrDefault(key, 0);
  }

  void forget(K key) {
    tries.remove(key);
  }
}
