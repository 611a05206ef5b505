/**
 * What the scheduler has to say about one task that a user names: {@link
 * io.skep.examples.scheduler.explain.NamedTasks} finds it, {@link
 * io.skep.examples.scheduler.explain.TaskStory} tells it.
 */
package io.skep.examples.scheduler.explain;
