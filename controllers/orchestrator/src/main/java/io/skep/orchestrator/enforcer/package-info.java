/**
 * What sends tasks away from where they may not be any more: nodes that no longer fit them, and
 * volumes that are being drained. Enforcers only reject; what follows is decided by whoever made
 * the task. Start with {@link io.skep.orchestrator.enforcer.ConstraintEnforcer}. Imports what all
 * orchestrators share, and no other package of this module.
 */
package io.skep.orchestrator.enforcer;
