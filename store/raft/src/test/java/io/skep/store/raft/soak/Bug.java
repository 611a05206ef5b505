package io.skep.store.raft.soak;

/** What a member does wrong on purpose, to show that the checks see it. */
enum Bug {
  NONE,
  /** Reads show what is there, without a barrier. */
  STALE_READS,
  /** A write is acknowledged when it sets out, and not when it has been committed. */
  EARLY_ANSWERS,
  /** A transfer is two transactions. */
  HALF_TRANSFERS,
  /** A watch leaves out a commit now and then. */
  GAPS_IN_WATCHES
}
