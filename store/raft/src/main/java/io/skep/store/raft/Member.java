package io.skep.store.raft;

import java.util.Objects;

/**
 * A member of a group of stores. Immutable.
 *
 * @param id its name in the group, for as long as it belongs to it; a member that lost its
 *     directory comes back under another one
 * @param address where the other members reach it: {@code host:port}
 */
public record Member(String id, String address) {
  /** Refuses an address without a port. */
  public Member {
    Objects.requireNonNull(address, "address");
    if (id.isBlank()) {
      throw new IllegalArgumentException("a member needs an id");
    }
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "address of member %s must be host:port but is %s".formatted(id, address));
    }
  }

  @Override
  public String toString() {
    return id + " at " + address;
  }
}
