/**
 * Services to tasks: replicated and global services, restarts, deleted services, and the reaper of
 * task history. Each is an ordinary reconciler; what they decide follows from the store alone, so a
 * new leader goes on where the old one stopped. Start with {@link
 * io.skep.orchestrator.ReplicatedServices}.
 */
package io.skep.orchestrator;
