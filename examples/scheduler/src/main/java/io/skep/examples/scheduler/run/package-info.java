/**
 * One run of the example: a {@link io.skep.examples.scheduler.run.Scenario} is played on a
 * simulated cluster and becomes an {@link io.skep.examples.scheduler.run.Outcome}. Nothing here
 * prints.
 */
package io.skep.examples.scheduler.run;
