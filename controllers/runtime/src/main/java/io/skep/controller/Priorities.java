package io.skep.controller;

import io.skep.controller.queue.ClassLabel;
import java.util.HashMap;
import java.util.Map;

/**
 * In which classes a controller's keys come; the greatest first. A delay or a retry keeps the class
 * of the run that asked for it, unless its result names another. Immutable.
 *
 * @param background of objects that were there at the start, and of keys that are looked at again
 *     only because nothing has woken them for long
 * @param change of keys for which something has changed
 * @param cleanup of changed objects that are marked as being deleted and have finalizers left:
 *     others wait for them to be gone
 */
public record Priorities(int background, int change, int cleanup) {
  /** −100, 0 and 10. */
  public static final Priorities DEFAULT = new Priorities(-100, 0, 10);

  /** What metrics call these classes; of two with one priority, changes come first. */
  Map<Integer, ClassLabel> labels() {
    var labels = new HashMap<Integer, ClassLabel>();
    labels.put(background, ClassLabel.BACKGROUND);
    labels.put(cleanup, ClassLabel.CLEANUP);
    labels.put(change, ClassLabel.NORMAL);
    return labels;
  }
}
