package io.skep.server;

import io.vertx.grpc.common.GrpcStatus;

/** What a client is told of a call that was not done. */
public record Refusal(GrpcStatus status, String text) {
  /** A refusal on its way through a future. */
  public static final class Received extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Received(Refusal refusal) {
      super(refusal.toString());
      this.refusal = refusal;
    }

    /** It. */
    public Refusal refusal() {
      return refusal;
    }
  }

  /** INVALID_ARGUMENT. */
  public static Refusal invalid(String text) {
    return new Refusal(GrpcStatus.INVALID_ARGUMENT, text);
  }

  /** NOT_FOUND. */
  public static Refusal notFound(String text) {
    return new Refusal(GrpcStatus.NOT_FOUND, text);
  }

  /** FAILED_PRECONDITION. */
  public static Refusal precondition(String text) {
    return new Refusal(GrpcStatus.FAILED_PRECONDITION, text);
  }

  /** ALREADY_EXISTS. */
  public static Refusal exists(String text) {
    return new Refusal(GrpcStatus.ALREADY_EXISTS, text);
  }

  /** UNKNOWN. */
  public static Refusal unknown(String text) {
    return new Refusal(GrpcStatus.UNKNOWN, text);
  }

  /** UNIMPLEMENTED. */
  public static Refusal unimplemented(String text) {
    return new Refusal(GrpcStatus.UNIMPLEMENTED, text);
  }
}
