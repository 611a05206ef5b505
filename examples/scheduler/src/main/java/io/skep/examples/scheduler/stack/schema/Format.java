package io.skep.examples.scheduler.stack.schema;

/** Which of two descriptions of a stack file decides where they disagree about a type. */
public enum Format {
  /** Compose file format 3.x: the file says so with its version. */
  VERSION_3,
  /** The Compose specification, which also covers format 2.x: any other file. */
  SPECIFICATION
}
