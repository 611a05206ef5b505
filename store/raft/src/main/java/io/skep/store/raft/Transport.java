package io.skep.store.raft;

import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** How members talk to each other. Immutable. */
public sealed interface Transport {
  /** Without encryption, and only over loopback: addresses elsewhere are refused. */
  record Loopback() implements Transport {}

  /**
   * Without encryption, to any address. Whoever reaches a member's port can read and change the
   * log: only for networks that nobody else can reach.
   */
  record Plaintext() implements Transport {}

  /**
   * With TLS, and both sides show who they are. A certificate must be good for the member's
   * address, as a server and as a client.
   *
   * @param key what this member shows
   * @param trust whom it believes
   */
  record MutualTls(KeyManager key, TrustManager trust) implements Transport {
    /** Refuses nulls. */
    public MutualTls {
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(trust, "trust");
    }
  }
}
