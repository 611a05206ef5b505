package io.skep.server.call;

import io.skep.server.RefusedException;
import io.skep.store.CompactedException;
import io.skep.store.NameConflictException;
import io.skep.store.ProposalRefusedException;
import io.skep.store.StoreClosedException;
import io.skep.store.StoreException;
import io.skep.store.VersionConflictException;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.MessageSizeOverflowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers are told of a failure. */
final class Statuses {
  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /**
   * {@code failure} as an answer. Faults of the store that SwarmKit has too come as UNKNOWN with
   * SwarmKit's text, as its clients expect; those that pass come as UNAVAILABLE; a fault of ours is
   * logged and not shown.
   */
  static RefusedException of(String rpc, Throwable failure) {
    if (failure instanceof RefusedException refused) {
      return refused;
    }
    if (failure instanceof VersionConflictException || failure instanceof NameConflictException) {
      return RefusedException.unknown(((StoreException) failure).reason());
    }
    if (failure instanceof CompactedException) {
      return new RefusedException(GrpcStatus.OUT_OF_RANGE, failure.getMessage());
    }
    if (failure instanceof ProposalRefusedException follows) {
      return RefusedException.follows(follows.getMessage(), follows.leader());
    }
    if (failure instanceof StoreException fault) {
      boolean passes = fault.isRetryable() || fault instanceof StoreClosedException;
      return new RefusedException(
          passes ? GrpcStatus.UNAVAILABLE : GrpcStatus.UNKNOWN, fault.getMessage());
    }
    if (failure instanceof MessageSizeOverflowException tooLarge) {
      return new RefusedException(
          GrpcStatus.RESOURCE_EXHAUSTED,
          "the request has %d bytes, which is more than this server takes"
              .formatted(tooLarge.messageSize()));
    }
    LOG.error("{} failed", rpc, failure);
    return new RefusedException(
        GrpcStatus.INTERNAL, "internal error in " + rpc + "; the server's log has the cause");
  }
}
