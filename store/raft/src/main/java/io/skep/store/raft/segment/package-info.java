/**
 * The files of the log, looked at before the engine reads them: {@link
 * io.skep.store.raft.segment.LogCheck} cuts what a crash left half written, and stops the start at
 * any other damage. One thread at a time. Imports the engine's entries.
 */
package io.skep.store.raft.segment;
