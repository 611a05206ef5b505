/**
 * What runs when nothing is named: a small shop on a cluster of five nodes, and what must be
 * pending when it ends. Start with {@link io.skep.examples.scheduler.sample.Sample}. Immutable;
 * imports the example's {@code cluster} and {@code input}.
 */
package io.skep.examples.scheduler.sample;
