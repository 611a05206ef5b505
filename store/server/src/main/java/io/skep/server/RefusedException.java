package io.skep.server;

import io.vertx.grpc.common.GrpcStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * A call that is not done, and why: its message is the text that the caller reads. Texts that
 * SwarmKit's clients know are SwarmKit's.
 */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final GrpcStatus status;

  /** Null if there is none to tell. */
  private final String leader;

  /** {@code text} says to the caller what is wrong. */
  public RefusedException(GrpcStatus status, String text) {
    this(status, text, null);
  }

  private RefusedException(GrpcStatus status, String text, String leader) {
    // An answer like any other: nobody reads where it was made.
    super(text, null, false, false);
    this.status = Objects.requireNonNull(status, "status");
    this.leader = leader;
  }

  /** The store here takes no writes; the one at {@code leader} does, if it is known. */
  public static RefusedException follows(String text, Optional<String> leader) {
    return new RefusedException(GrpcStatus.UNAVAILABLE, text, leader.orElse(null));
  }

  /** What another server has said. */
  public static RefusedException relayed(GrpcStatus status, String text, Optional<String> leader) {
    return new RefusedException(status, text, leader.orElse(null));
  }

  /** The call can never be done as it is. */
  public static RefusedException invalid(String text) {
    return new RefusedException(GrpcStatus.INVALID_ARGUMENT, text);
  }

  /** A call without what it cannot be done without. */
  public static RefusedException invalid() {
    return invalid("invalid argument");
  }

  /** There is no object of that kind with that id. */
  public static RefusedException notFound(String kind, String id) {
    return new RefusedException(GrpcStatus.NOT_FOUND, kind + " " + id + " not found");
  }

  /** The state of the cluster does not allow it. */
  public static RefusedException precondition(String text) {
    return new RefusedException(GrpcStatus.FAILED_PRECONDITION, text);
  }

  /** Something of that name is there already. */
  public static RefusedException exists(String text) {
    return new RefusedException(GrpcStatus.ALREADY_EXISTS, text);
  }

  /** Not for this caller, or not for anybody. */
  public static RefusedException denied(String text) {
    return new RefusedException(GrpcStatus.PERMISSION_DENIED, text);
  }

  /** Nobody has built it. */
  public static RefusedException unimplemented(String text) {
    return new RefusedException(GrpcStatus.UNIMPLEMENTED, text);
  }

  /** Where SwarmKit gives no code. */
  public static RefusedException unknown(String text) {
    return new RefusedException(GrpcStatus.UNKNOWN, text);
  }

  /** Where to turn instead, {@code host:port}, if another one leads. */
  public Optional<String> leader() {
    return Optional.ofNullable(leader);
  }

  /** The code that the caller sees. */
  public GrpcStatus status() {
    return status;
  }
}
