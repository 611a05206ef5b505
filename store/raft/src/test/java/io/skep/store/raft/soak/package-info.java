/**
 * Groups of real processes that are killed, stopped, cut off, filled and replaced under load, and
 * what their clients and watchers were told, held against the promises. {@link
 * io.skep.store.raft.soak.SoakRun} is one run; {@link io.skep.store.raft.soak.MemberMain} is the
 * process of a member.
 */
package io.skep.store.raft.soak;
