package io.skep.controller.runtime;

import io.skep.controller.Explanation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The runs under way, and the last run of each of the keys that ran most recently. Confined to the
 * controller's loop.
 */
final class RunHistory {
  /** At some 200 bytes each, less than a megabyte. */
  private static final int KEPT = 4096;

  private final Map<String, List<String>> underWay = new LinkedHashMap<>();
  private final Map<String, Explanation.LastRun> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Explanation.LastRun> eldest) {
          return size() > KEPT;
        }
      };

  /** A run of {@code key} starts. */
  void started(String key, List<String> causes) {
    underWay.put(key, causes);
  }

  /** A run of {@code key} has ended. */
  void ended(String key, Explanation.LastRun run) {
    underWay.remove(key);
    last.put(key, run);
  }

  /** Why {@code key} is in a run; empty if it is not. */
  List<String> causesOf(String key) {
    return underWay.getOrDefault(key, List.of());
  }

  /** The last run of {@code key}, if it is remembered. */
  Optional<Explanation.LastRun> last(String key) {
    return Optional.ofNullable(last.get(key));
  }
}
