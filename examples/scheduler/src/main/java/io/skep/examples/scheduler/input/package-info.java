/**
 * What every reader of a file says when the file is wrong: {@link
 * io.skep.examples.scheduler.input.InputException} with one {@link
 * io.skep.examples.scheduler.input.InputProblem} for each mistake. Immutable; imports nothing of
 * the example.
 */
package io.skep.examples.scheduler.input;
