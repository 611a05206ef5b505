/**
 * What a finished run looked like, as plain data: {@link
 * io.skep.examples.scheduler.report.RunRecorder} writes it down while the run goes on, {@link
 * io.skep.examples.scheduler.report.RunReport} holds it, and the packages below show it.
 *
 * <p>All but the recorder is immutable. Imports the messages only.
 */
package io.skep.examples.scheduler.report;
