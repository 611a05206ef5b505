package io.skep.orchestrator.job;

/** How far one place of a job has come in the current iteration. */
enum Progress {
  /** Nothing is there, or what was there may be followed by another task. */
  OPEN,
  /** A task is under way, waits to be restarted, or has not stopped yet. */
  BUSY,
  /** A task has ended well: nothing more is to be done. */
  DONE,
  /** The last task failed and the policy allows no more: nothing more will be done. */
  SPENT
}
