package io.skep.examples.scheduler.report;

import java.time.Duration;

/**
 * A service that was asked for. Immutable.
 *
 * @param id its identity in the store
 * @param name what people call it
 * @param mode "replicated", "global" or "job"
 * @param replicas how many tasks it is to have; 0 unless it is replicated
 * @param created since the start of the run
 */
public record ReportedService(
    String id, String name, String mode, long replicas, Duration created) {}
