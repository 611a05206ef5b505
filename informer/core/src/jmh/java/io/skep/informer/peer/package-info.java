/**
 * The informer next to the peer's: the fabric8 Kubernetes client, whose informers keep their
 * objects in a cache with indexes, too. Start with {@link io.skep.informer.peer.PeerComparison}.
 *
 * <p>Everything runs on the thread that measures. Nothing else uses this package.
 */
package io.skep.informer.peer;
