/**
 * Where code runs and what time it is: {@link io.skep.store.loop.Loop} and {@link
 * io.skep.store.loop.Clock}, on Vert.x event loops or on virtual time with a seed. Nothing else in
 * Skep starts a thread, reads a clock or sets a timer. Imports nothing of the store.
 */
package io.skep.store.loop;
