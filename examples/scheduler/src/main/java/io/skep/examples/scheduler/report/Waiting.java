package io.skep.examples.scheduler.report;

/**
 * Tasks of one service that wait for the same reason. Immutable.
 *
 * @param service its name
 * @param count how many, at least 1
 * @param reason the scheduler's words; "" if it has not said any
 */
public record Waiting(String service, int count, String reason) {}
