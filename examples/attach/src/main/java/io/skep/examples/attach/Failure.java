package io.skep.examples.attach;

import io.skep.informer.remote.SourceException;
import io.skep.informer.remote.grpc.ConnectionException;
import io.skep.informer.remote.grpc.Server;

/** Why there is nothing to show, as people and scripts are told. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int UNREACHABLE = 3;
  private static final int REFUSED = 4;
  private static final int NO_MANAGER = 5;

  private final int exitCode;

  private Failure(int exitCode, Server server, Throwable cause) {
    super(
        cause instanceof ConnectionException
            ? cause.getMessage()
            : "%s: %s".formatted(server, cause.getMessage()),
        cause);
    this.exitCode = exitCode;
  }

  /** What it means that {@code server} cannot be followed because of {@code cause}. */
  static Failure of(Server server, Throwable cause) {
    return new Failure(exitCode(cause), server, cause);
  }

  private static int exitCode(Throwable cause) {
    if (cause instanceof ConnectionException connection) {
      return switch (connection.reason()) {
        case NOBODY -> UNREACHABLE;
        case REFUSED -> REFUSED;
        case MISUNDERSTOOD -> NO_MANAGER;
      };
    }
    if (cause instanceof SourceException answer) {
      return switch (answer.status()) {
        case "PERMISSION_DENIED", "UNAUTHENTICATED" -> REFUSED;
        case "UNIMPLEMENTED" -> NO_MANAGER;
        default -> UNREACHABLE;
      };
    }
    return UNREACHABLE;
  }

  int exitCode() {
    return exitCode;
  }

  /** Whether it may help to speak in another way. */
  boolean isMisunderstanding() {
    return exitCode == NO_MANAGER;
  }

  /** Whether somebody who speaks gRPC has said so. */
  boolean isAnswer() {
    return getCause() instanceof SourceException;
  }
}
