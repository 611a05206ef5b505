/**
 * The ten tables that every store has, a file each: where their objects keep what, their indexes
 * and selectors, their checks. Start with {@link io.skep.store.kind.Kinds}. Immutable; any thread.
 * Imports the vocabulary of the store, the keys of indexes and the messages.
 */
package io.skep.store.kind;
