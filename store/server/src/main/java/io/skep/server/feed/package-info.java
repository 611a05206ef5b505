/**
 * The service that informers in other processes are fed by: snapshots and whole commits at exact
 * versions, and transactions: {@link io.skep.server.feed.FeedService}.
 */
package io.skep.server.feed;
