package io.skep.controller.custom;

import io.skep.api.Annotations;
import io.skep.store.Marks;
import java.util.Locale;

/** What becomes of an object whose owner is deleted. */
public enum Cascade {
  /** It is deleted some time later, by an {@code OwnerCleanup}. */
  BACKGROUND,

  /** It stays and belongs to nobody, from some time later on; also by an {@code OwnerCleanup}. */
  ORPHAN,

  /**
   * It is deleted in the transaction that deletes the owner, if that is an {@link ObjectTx} and
   * there are not too many; else in the background.
   */
  TRANSACTION;

  /** How many objects a transaction deletes along with one. As many as SwarmKit writes in one. */
  public static final int LIMIT = 200;

  static final String KEY = "skep.cascade";

  /** What {@code annotations} say. */
  public static Cascade of(Annotations annotations) {
    for (String value : Marks.of(annotations, KEY)) {
      for (Cascade cascade : values()) {
        if (cascade.word().equals(value)) {
          return cascade;
        }
      }
    }
    return BACKGROUND;
  }

  Annotations in(Annotations annotations) {
    return this == of(annotations) ? annotations : Marks.with(annotations, KEY, word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
