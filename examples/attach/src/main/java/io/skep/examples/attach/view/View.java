package io.skep.examples.attach.view;

import io.skep.examples.attach.row.Row;
import io.skep.store.ReadTx;
import java.time.Duration;
import java.util.List;

/** How what happens is shown. Called by one thread, which it may keep waiting. */
public interface View {
  /**
   * Shows what has changed since the last call, of everything at the first.
   *
   * @param changes the newest of each object, in the order in which they came; may be empty
   * @param at all objects now
   */
  void show(List<Change> changes, ReadTx at);

  /** The way to the cluster is lost; what is shown may be old from here on. */
  void lost(String reason);

  /** The way to the cluster is found again. */
  void found();

  /** How long people look at what was shown before they can take in more. */
  default Duration frame() {
    return Duration.ZERO;
  }

  /**
   * What became of one object. Immutable.
   *
   * @param row as it is now, or was last
   */
  record Change(Row row, boolean isRemoved) {}
}
