/**
 * How well a run used its GPUs: {@link io.skep.examples.scheduler.measure.GpuUse}, with the
 * formulas. Pure; any thread.
 */
package io.skep.examples.scheduler.measure;
