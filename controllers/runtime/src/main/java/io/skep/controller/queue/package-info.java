/**
 * The queue between what happens and what is done about it: {@link
 * io.skep.controller.queue.WorkQueue} holds each key once, with its delay if it has one, and a
 * {@link io.skep.controller.queue.RateLimiter} says how long a failing key waits. Usable alone,
 * without controllers.
 *
 * <p>A queue is confined to its loop. Imports the loop and nothing else of Skep.
 */
package io.skep.controller.queue;
