package io.skep.controller.lease;

import io.skep.store.Version;
import java.util.Optional;

/**
 * A transaction was refused because its writer does not lead any more. Nothing has changed, and
 * nothing that the writer does in its term will.
 */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String lease;
  private final transient Version epoch;
  private final transient Version newest;

  private FencedException(String lease, Version epoch, Version newest, String details) {
    super(
        "fenced: this was written in epoch %s of lease \"%s\", but %s; stop, and leave the work to whoever leads"
            .formatted(epoch, lease, details));
    this.lease = lease;
    this.epoch = epoch;
    this.newest = newest;
  }

  /** For a lease that stands in another epoch, or in nobody's hands. */
  static FencedException of(String lease, Version epoch, Optional<Lease> found) {
    if (found.isEmpty()) {
      return new FencedException(lease, epoch, Version.ZERO, "the lease was deleted");
    }
    Lease now = found.get();
    String details =
        now.holder()
            .map(holder -> "it is in epoch %s, held by \"%s\"".formatted(now.epoch(), holder))
            .orElse("it was given back in epoch " + now.epoch());
    return new FencedException(lease, epoch, now.epoch(), details);
  }

  /** For a term that its holder has ended; nobody else need have begun one yet. */
  static FencedException ended(String lease, Version epoch, String why) {
    return new FencedException(
        lease, epoch, epoch, "that epoch, the newest known here, is over: " + why);
  }

  /** Which lease. */
  public String lease() {
    return lease;
  }

  /** The epoch of the writer. */
  public Version epoch() {
    return epoch;
  }

  /** The epoch in which the lease was found; the writer's own if that is over. */
  public Version newest() {
    return newest;
  }
}
