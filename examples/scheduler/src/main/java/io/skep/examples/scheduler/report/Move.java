package io.skep.examples.scheduler.report;

import java.time.Duration;

/**
 * A slot whose task was replaced by one on another node. Immutable.
 *
 * @param at when the new task got its node, since the start of the run
 * @param task name of the task
 * @param from hostname of the node it was on
 * @param to hostname of the node it is on now
 */
public record Move(Duration at, String task, String from, String to) {}
