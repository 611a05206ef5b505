/**
 * What would happen if services were changed: which tasks would be made, replaced and removed,
 * where they would be placed, and what would not fit and why. Nothing is stored. Start with {@link
 * io.skep.orchestrator.plan.RolloutPlanner}.
 *
 * <p>Plans are immutable; a planner has no state and works on the caller's thread. Imports the rest
 * of this module, and the scheduler for placing.
 */
package io.skep.orchestrator.plan;
