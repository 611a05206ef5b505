package io.skep.informer.remote;

import java.util.Objects;

/** A server has refused a call, or ended it. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String status;

  /**
   * What the server answered.
   *
   * @param status the name of gRPC's code
   * @param text what it said
   */
  public SourceException(String status, String text) {
    super("the server answered %s: %s".formatted(status, text));
    this.status = Objects.requireNonNull(status, "status");
  }

  /** The name of gRPC's code. */
  public String status() {
    return status;
  }
}
