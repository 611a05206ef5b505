/**
 * Shows a run on a terminal or in a file of plain text. Start with {@link
 * io.skep.examples.scheduler.report.text.TextReport}. Stateless; imports the report.
 */
package io.skep.examples.scheduler.report.text;
