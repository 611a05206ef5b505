package io.skep.examples.scheduler.stack;

/** The labels that {@code docker stack deploy} puts on what it makes. */
public final class StackLabels {
  /** Marks every object of a stack with the stack's name. */
  public static final String NAMESPACE = "com.docker.stack.namespace";

  /** Keeps the image's name as the file has it, whatever later resolves it. */
  public static final String IMAGE = "com.docker.stack.image";

  private StackLabels() {}
}
