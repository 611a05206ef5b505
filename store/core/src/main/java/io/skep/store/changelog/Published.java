package io.skep.store.changelog;

import io.skep.store.ReadTx;

/** A state that readers may see, and how much of the log led to it. Immutable. */
public interface Published extends ReadTx {
  /** How many commits had been appended: the sequence number of the one after this state. */
  long position();
}
