package io.skep.server.control;

import io.skep.api.Annotations;
import io.skep.server.RefusedException;

/** Updates of what tasks have read already: only labels can change. */
final class LabelsOnly {
  private LabelsOnly() {}

  /**
   * Gives {@code stored} the labels of {@code wanted}.
   *
   * @param sameData whether the data would stay as it is
   * @throws RefusedException if something else would change
   */
  static void change(Annotations.Builder stored, Annotations wanted, boolean sameData) {
    if (!sameData || !stored.getName().equals(wanted.getName())) {
      throw RefusedException.invalid("only updates to Labels are allowed");
    }
    stored.clearLabels().putAllLabels(wanted.getLabelsMap());
  }
}
