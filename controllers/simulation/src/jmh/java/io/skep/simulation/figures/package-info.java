/**
 * What large services cost on simulated clusters: {@link io.skep.simulation.figures.LargeService}.
 */
package io.skep.simulation.figures;
