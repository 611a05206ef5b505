/**
 * The store in memory: {@link io.skep.store.memory.MemoryStore} puts the tables, the change log and
 * the one writer together.
 *
 * <p>Readers and watchers take an immutable {@code Root} from one volatile field. Writes pass one
 * by one through the {@code WriteQueue}; a {@code Transaction} edits a {@code Draft} of the newest
 * root, a {@code Committer} decides its fate, and {@code Head} publishes it. Imports all other
 * packages of the store.
 */
package io.skep.store.memory;
