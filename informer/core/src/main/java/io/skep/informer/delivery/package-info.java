/**
 * How events reach one handler: at its own pace, on its own loop, with a bounded backlog. Start
 * with {@link io.skep.informer.delivery.Delivery}. Imports the informers' and the store's
 * vocabulary.
 */
package io.skep.informer.delivery;
