package io.skep.store.raft;

import java.util.Optional;

/** What a member is in its group. */
public sealed interface Standing {
  /**
   * It leads: its store takes writes.
   *
   * @param term the term of its leadership, higher than all before it
   */
  record Leads(long term) implements Standing {}

  /**
   * It follows: its store can be read and watched, and writes are refused with the leader's
   * address.
   *
   * @param leader whom; empty while nobody leads, or nobody is known to
   */
  record Follows(Optional<Member> leader) implements Standing {}
}
