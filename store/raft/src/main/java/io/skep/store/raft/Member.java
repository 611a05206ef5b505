package io.skep.store.raft;

import java.util.Objects;
import java.util.Optional;

/**
 * A member of a group of stores. Immutable.
 *
 * @param id its name in the group, for as long as it belongs to it; a member that lost its
 *     directory comes back under another one
 * @param address where the other members reach it: {@code host:port}
 * @param clients where clients reach its store, {@code host:port}: what those are told who write
 *     where another one leads; empty if nobody can from elsewhere
 */
public record Member(String id, String address, Optional<String> clients) {
  /** Refuses an address without a port. */
  public Member {
    Objects.requireNonNull(clients, "clients");
    if (id.isBlank()) {
      throw new IllegalArgumentException("a member needs an id");
    }
    check(id, Objects.requireNonNull(address, "address"));
    clients.ifPresent(each -> check(id, each));
  }

  /** A member whose clients are all in its own process. */
  public Member(String id, String address) {
    this(id, address, Optional.empty());
  }

  private static void check(String id, String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "address of member %s must be host:port but is %s".formatted(id, address));
    }
  }

  /** What is told to those who should turn to it: where clients reach it, if they can. */
  public String contact() {
    return clients.orElse(address);
  }

  @Override
  public String toString() {
    return id + " at " + address;
  }
}
