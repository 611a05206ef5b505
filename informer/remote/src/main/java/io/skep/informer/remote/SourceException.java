package io.skep.informer.remote;

import java.util.Objects;
import java.util.Optional;

/** A server has refused a call, or ended it. */
public final class SourceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String status;

  /** Null if it did not say. */
  private final String leader;

  /**
   * What the server answered.
   *
   * @param status the name of gRPC's code
   * @param text what it said
   */
  public SourceException(String status, String text) {
    this(status, text, Optional.empty());
  }

  /**
   * What a server answered that may follow another one.
   *
   * @param status the name of gRPC's code
   * @param text what it said
   * @param leader where it said that the one is that leads: {@code host:port}
   */
  public SourceException(String status, String text, Optional<String> leader) {
    super("the server answered %s: %s".formatted(status, text));
    this.status = Objects.requireNonNull(status, "status");
    this.leader = leader.orElse(null);
  }

  /** Where the server that leads is, {@code host:port}, if the one that was called has said so. */
  public Optional<String> leader() {
    return Optional.ofNullable(leader);
  }

  /** The name of gRPC's code. */
  public String status() {
    return status;
  }
}
