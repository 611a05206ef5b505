/**
 * Reconcilers and what runs them: one key at a time, on one snapshot, with one transaction back.
 * Start with {@link io.skep.controller.Reconciler} and {@link io.skep.controller.Manager}.
 *
 * <p>A controller is confined to its loop. Imports the store's vocabulary, informers and the work
 * queue.
 */
package io.skep.controller;
