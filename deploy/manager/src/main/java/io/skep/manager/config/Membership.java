package io.skep.manager.config;

import io.skep.store.raft.Member;
import java.util.List;

/**
 * What this manager is in a cluster. Immutable.
 *
 * @param cluster names the cluster: a UUID
 * @param self this member
 * @param founders those that found it, this one among them; empty to join one that exists
 * @param insecure whether members talk without TLS wherever they are
 */
public record Membership(String cluster, Member self, List<Member> founders, boolean insecure) {
  /** Copies the list. */
  public Membership {
    founders = List.copyOf(founders);
  }
}
