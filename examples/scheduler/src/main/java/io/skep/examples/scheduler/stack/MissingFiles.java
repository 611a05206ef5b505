package io.skep.examples.scheduler.stack;

/** What happens when content that a stack file points to is not there. */
public enum MissingFiles {
  /** A placeholder takes its place and a notice says so. */
  STAND_IN,
  /** The stack file is refused. */
  REFUSE
}
