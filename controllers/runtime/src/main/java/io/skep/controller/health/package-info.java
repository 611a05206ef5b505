/**
 * Whether a process is alive and ready, as those who supervise it ask: {@link
 * io.skep.controller.health.Liveness} and {@link io.skep.controller.health.Readiness}.
 *
 * <p>Any thread. Imports the vocabulary of informers and the loops of the store.
 */
package io.skep.controller.health;
