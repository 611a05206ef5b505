package io.skep.scheduler.constraint;

/** A text that is not a constraint. */
public final class InvalidConstraintException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  InvalidConstraintException(String reason, String constraint) {
    super(
        "%s: cannot read the constraint \"%s\"; write a key, == or !=, and a value, for example node.role == worker"
            .formatted(reason, constraint));
    this.reason = reason;
  }

  /** What is wrong, in SwarmKit's words. */
  public String reason() {
    return reason;
  }
}
