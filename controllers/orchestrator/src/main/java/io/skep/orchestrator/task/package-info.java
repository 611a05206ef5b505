/**
 * What all orchestrators need: what is asked of a task ({@link io.skep.orchestrator.task.Tasks}),
 * where new ones come from, when one that ended is followed by another, and what a run wants to
 * change. All of it follows from stored objects. Imports the messages, the store and the controller
 * runtime, and no other package of this module.
 */
package io.skep.orchestrator.task;
