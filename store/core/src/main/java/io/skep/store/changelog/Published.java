package io.skep.store.changelog;

import io.skep.store.ReadTx;
import io.skep.store.Version;

/** A state that readers may see, and how much of the log led to it. Immutable. */
public interface Published extends ReadTx {
  /** How many commits had been appended: the sequence number of the one after this state. */
  long position();

  /** The version of the last of these commits; {@link Version#ZERO} before the first one. */
  Version newestCommit();

  /** The history that the version belongs to. */
  History history();

  @Override
  default String historyId() {
    return history().id();
  }
}
