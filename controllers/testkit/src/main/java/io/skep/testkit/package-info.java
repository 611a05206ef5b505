/**
 * Tests of reconcilers under JUnit 5: {@link io.skep.testkit.SimTest} runs a method once for each
 * of many seeds, each time with a {@link io.skep.testkit.Sim} of its own, in which time is virtual,
 * everything can fail, and the promises of the runtime are checked at every step. One thread.
 */
package io.skep.testkit;
