/**
 * The queue between what happens and what is done about it: {@link
 * io.skep.controller.queue.WorkQueue} holds each key once, with its delay if it has one, and hands
 * keys out by priority and by {@linkplain io.skep.controller.queue.Flows flow}. A {@link
 * io.skep.controller.queue.RateLimiter} says how long a failing key waits, a {@link
 * io.skep.controller.queue.StartLimiter} how often a key may start, and a {@link
 * io.skep.controller.queue.QuietPeriod} for what pause of its adds it waits. Usable alone, without
 * controllers.
 *
 * <p>A queue is confined to its loop. Imports the loop and nothing else of Skep.
 */
package io.skep.controller.queue;
