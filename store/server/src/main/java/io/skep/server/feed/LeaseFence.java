package io.skep.server.feed;

import com.google.protobuf.InvalidProtocolBufferException;
import io.skep.api.Resource;
import io.skep.api.v1.CommitRequest.LeaseEpoch;
import io.skep.api.v1.Lease;
import io.skep.server.RefusedException;
import io.skep.store.ReadTx;
import io.skep.store.kind.Kinds;

/** Refuses what is written in a term that is over. */
final class LeaseFence {
  /** What the ids of resources that are leases begin with. */
  private static final String PREFIX = "skep.lease/";

  private LeaseFence() {}

  /**
   * Checks that {@code wanted} is the term that there is now.
   *
   * @throws RefusedException if it is not
   */
  static void check(LeaseEpoch wanted, ReadTx at) {
    Lease found =
        at.get(Kinds.RESOURCE, PREFIX + wanted.getName())
            .map(resource -> read(wanted.getName(), resource))
            .orElseThrow(
                () ->
                    fenced(
                        wanted,
                        "there is no such lease; nobody has ever held it, or it was deleted"));
    if (found.getHolder().isEmpty()) {
      throw fenced(wanted, "it was given back in epoch " + unsigned(found.getEpoch()));
    }
    if (found.getEpoch() != wanted.getEpoch()) {
      throw fenced(
          wanted,
          "it is in epoch %s, held by \"%s\""
              .formatted(unsigned(found.getEpoch()), found.getHolder()));
    }
  }

  private static Lease read(String name, Resource resource) {
    try {
      return resource.getPayload().unpack(Lease.class);
    } catch (InvalidProtocolBufferException e) {
      throw RefusedException.precondition(
          "resource %s%s cannot be read as a lease: %s".formatted(PREFIX, name, e.getMessage()));
    }
  }

  private static RefusedException fenced(LeaseEpoch wanted, String details) {
    return RefusedException.precondition(
        "fenced: this was written in epoch %s of lease \"%s\", but %s"
            .formatted(unsigned(wanted.getEpoch()), wanted.getName(), details));
  }

  private static String unsigned(long epoch) {
    return Long.toUnsignedString(epoch);
  }
}
