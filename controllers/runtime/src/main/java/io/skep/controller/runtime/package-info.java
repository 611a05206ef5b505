/**
 * Runs reconcilers: {@link io.skep.controller.runtime.StoreManager} starts and stops controllers on
 * a store of this process; each follows its sources, hands out keys, and applies results.
 *
 * <p>A controller is confined to the loop of its feed. Imports the vocabulary of controllers,
 * informers and the store, the work queue, and the feed of a store.
 */
package io.skep.controller.runtime;
