/**
 * Informers of a store in another process: {@link io.skep.informer.remote.RemoteFeed} keeps a copy
 * of the store up to date over whatever {@link io.skep.informer.remote.Source} there is, and {@link
 * io.skep.informer.remote.RemoteStore} writes. Sources over gRPC are in the package below.
 */
package io.skep.informer.remote;
