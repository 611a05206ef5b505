/**
 * The seam through which transactions leave the process: {@link io.skep.store.replication.Proposer}
 * on the log's side, {@link io.skep.store.replication.Replica} on the store's, and {@link
 * io.skep.store.replication.ApplyRule}, the meaning of an entry, between them. Each type says which
 * thread may call it. Imports the vocabulary and the messages.
 */
package io.skep.store.replication;
