/**
 * Resources of a kind that the operator invents, such as GPUs: what a node has, what its tasks
 * hold, what is free. Start with {@link io.skep.scheduler.resource.GenericPool}.
 *
 * <p>Pools are confined to one owner; everything else is immutable. Imports only the messages.
 */
package io.skep.scheduler.resource;
