/**
 * The Watch service. A watch is a position in the store's change log, so a slow client costs
 * nothing but its place there: {@link io.skep.server.watch.WatchService}.
 */
package io.skep.server.watch;
