package io.skep.store.index;

/** A value that knows since when it stands under its key. */
public interface Dated extends Keyed {
  /** The moment from which on this is the value of its key; rises with every publication. */
  long since();
}
