package io.skep.manager.daemon;

/** A part of the daemon could not start or stop. The message says which, and why. */
public final class DaemonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DaemonException(String message, Throwable cause) {
    super(message, cause);
  }
}
