/**
 * Secondary indexes of objects, and the answers to selectors: the same for the tables of a store
 * and for informers. Start with {@link io.skep.store.find.Indexes}, and with {@link
 * io.skep.store.find.Plan} for how a selector is answered. Indexes are for any thread, edits for
 * one. Imports the vocabulary of the store and the persistent maps.
 */
package io.skep.store.find;
