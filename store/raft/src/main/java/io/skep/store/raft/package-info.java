/**
 * Durable and replicated stores: what a member of a group is told ({@link
 * io.skep.store.raft.RaftOptions}), how it stands in it ({@link io.skep.store.raft.Standing}), and
 * what can go wrong ({@link io.skep.store.raft.RaftException}). Start with {@link
 * io.skep.store.raft.member.RaftMember}. Immutable types; imports nothing but the JDK.
 */
package io.skep.store.raft;
