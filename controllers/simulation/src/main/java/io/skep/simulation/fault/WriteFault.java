package io.skep.simulation.fault;

/** What becomes of a transaction. */
public enum WriteFault {
  /** It is committed, and the writer is told. */
  NONE,
  /** It is refused, as if an object that it writes had changed since it was read. */
  CONFLICT,
  /** It is refused, as by a store that has too much to do. */
  BUSY,
  /** It is lost, and the writer cannot know. */
  LOST,
  /** It is committed, and the writer cannot know. */
  ANSWER_LOST
}
