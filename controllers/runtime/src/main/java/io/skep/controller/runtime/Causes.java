package io.skep.controller.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Why each key that is owed a run is owed one: a bounded number of causes, and how many more there
 * were. Confined to the controller's loop.
 */
final class Causes {
  /** Enough to understand a run; more are only counted. */
  static final int KEPT = 16;

  private final Map<String, Merged> byKey = new HashMap<>(); // Never iterated.

  void add(String key, Cause cause) {
    byKey.computeIfAbsent(key, absent -> new Merged()).add(cause);
  }

  /** Whether {@code key} has another cause than that it was there at the start. */
  boolean isNews(String key) {
    Merged merged = byKey.get(key);
    return merged == null || merged.count > 1 || merged.first.get(0) != Cause.START;
  }

  /** Whether something was written that is worth a run of {@code key}. */
  boolean hasChange(String key) {
    Merged merged = byKey.get(key);
    return merged != null && merged.first.stream().anyMatch(Cause.Change.class::isInstance);
  }

  /** Takes the causes of {@code key}, in words. */
  Merged take(String key) {
    Merged merged = byKey.remove(key);
    return merged == null ? new Merged() : merged;
  }

  /** The causes of {@code key}, in words, which stay. */
  List<String> of(String key) {
    Merged merged = byKey.get(key);
    return merged == null ? List.of() : merged.texts();
  }

  /** The causes of one key, in the order in which they came. */
  static final class Merged {
    private final List<Cause> first = new ArrayList<>(1);
    private int count;

    private void add(Cause cause) {
      // All objects that were there at the start are one cause.
      if (cause == Cause.START && !first.isEmpty() && first.get(0) == Cause.START) {
        return;
      }
      count++;
      if (first.size() < KEPT) {
        first.add(cause);
      }
    }

    /** The traces of the kept causes, each once, that of the first cause first. */
    List<String> traces() {
      if (first.size() == 1) { // As nearly always.
        String only = first.get(0).trace();
        return only.isEmpty() ? List.of() : List.of(only);
      }
      return first.stream().map(Cause::trace).filter(trace -> !trace.isEmpty()).distinct().toList();
    }

    /** At most {@link #KEPT} texts; if there were more causes, the last says how many. */
    List<String> texts() {
      if (count == 1) { // As nearly always.
        return List.of(first.get(0).text());
      }
      List<String> texts = new ArrayList<>(first.stream().map(Cause::text).toList());
      if (count > KEPT) {
        texts.set(KEPT - 1, "and %d more".formatted(count - KEPT + 1));
      }
      return List.copyOf(texts);
    }
  }
}
