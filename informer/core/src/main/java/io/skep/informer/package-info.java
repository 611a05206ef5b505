/**
 * Live local views of a store: {@link io.skep.informer.Feed} brings snapshots and commits, an
 * {@link io.skep.informer.Informer} keeps one kind readable and indexed and tells handlers of
 * changes. Start with {@link io.skep.informer.Informers}.
 *
 * <p>Handlers run on the loop that registered them; reads are from any thread and never block.
 * Imports the store's vocabulary.
 */
package io.skep.informer;
