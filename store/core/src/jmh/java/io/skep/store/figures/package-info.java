/**
 * Measures the store and its peer, one after the other in the same run, and prints both next to
 * each other. Start with {@link io.skep.store.figures.Comparison}.
 */
package io.skep.store.figures;
