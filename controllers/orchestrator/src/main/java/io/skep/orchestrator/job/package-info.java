/**
 * Jobs to tasks: replicated ones, which are to end well a number of times, and global ones, once on
 * each node. Each is an ordinary reconciler that decides from the store alone. Start with {@link
 * io.skep.orchestrator.job.ReplicatedJobs}. Imports what all orchestrators share, and no other
 * package of this module.
 */
package io.skep.orchestrator.job;
