/**
 * Shows a run as one HTML file that needs nothing else: style, script and data are inside. Start
 * with {@link io.skep.examples.scheduler.report.html.HtmlReport}. Stateless; imports the report and
 * its text form.
 */
package io.skep.examples.scheduler.report.html;
