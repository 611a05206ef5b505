/**
 * One member of a group of stores, or the only one: {@link io.skep.store.raft.member.RaftMember}
 * opens a directory, starts the engine and wires a {@link io.skep.store.memory.MemoryStore} to it.
 * The engine's threads never run the store's code: there is one thread that calls the replica and
 * one that calls the engine. Imports the vocabulary, the files, the store and the engine.
 */
package io.skep.store.raft.member;
