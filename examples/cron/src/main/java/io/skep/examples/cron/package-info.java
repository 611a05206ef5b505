/**
 * Jobs by the calendar: a {@link io.skep.examples.cron.CronJob} is a kind of one's own, {@link
 * io.skep.examples.cron.CronJobs} starts a job service whenever its {@link
 * io.skep.examples.cron.Schedule} says so. {@link io.skep.examples.cron.Main} runs them through a
 * made-up day, or at a manager in another process.
 */
package io.skep.examples.cron;
