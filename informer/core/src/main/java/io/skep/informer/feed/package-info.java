/**
 * Where an informer's changes come from within the store's process: {@link
 * io.skep.informer.feed.StoreFeed}. Everything here is confined to the feed's loop. Imports the
 * informers' and the store's vocabulary.
 */
package io.skep.informer.feed;
