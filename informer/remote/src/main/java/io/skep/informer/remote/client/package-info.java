/**
 * One line to a store in another process: {@link io.skep.informer.remote.client.StoreClient}. It
 * puts together what the other packages have; whoever needs other parts does so by hand. Any
 * thread.
 */
package io.skep.informer.remote.client;
