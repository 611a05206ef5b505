/**
 * The vocabulary of the store: transactions, selectors, changes and watches. Start with {@link
 * io.skep.store.Store}.
 *
 * <p>Everything here is an interface, an immutable value or an exception. Imports only the
 * messages, the keys of indexes and the loop.
 */
package io.skep.store;
