/**
 * Shows a run while it goes on: on a terminal in a few lines that change, elsewhere in lines that
 * follow each other. Start with {@link io.skep.examples.scheduler.report.progress.ProgressView}.
 * One thread; imports the report and its text form.
 */
package io.skep.examples.scheduler.report.progress;
