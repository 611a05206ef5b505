/**
 * What placing costs, beside SwarmKit's scheduler: {@link io.skep.scheduler.figures.Matrix} fills
 * clusters, {@link io.skep.scheduler.figures.Curve} adds one task at a time.
 */
package io.skep.scheduler.figures;
