package io.skep.controller.queue;

import java.util.Locale;

/**
 * What metrics call a class of keys. Priorities are any numbers, labels are few, so that metrics
 * stay bounded.
 */
public enum ClassLabel {
  /** Keys to which nothing has happened, such as those of objects that were there at the start. */
  BACKGROUND,
  /** Keys for which something has changed. */
  NORMAL,
  /** Keys of objects that wait to be cleaned up. */
  CLEANUP,
  /** Keys of any other priority: one that a result has named. */
  OTHER;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
