/**
 * Ordered immutable maps that share structure between versions, and the keys they are ordered by.
 * Start with {@link io.skep.store.index.PersistentMap}. Frozen maps are for any thread, edits for
 * one. Imports nothing of the store.
 */
package io.skep.store.index;
