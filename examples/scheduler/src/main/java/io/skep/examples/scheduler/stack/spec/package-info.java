/**
 * The sections of a stack file and the specs that they become. A class a section: its keys first,
 * then what is made of their values. Start with {@link
 * io.skep.examples.scheduler.stack.spec.StackSection}, the whole file.
 *
 * <p>What Docker's manager would refuse is refused here, at the place in the file that causes it.
 * For one thread at a time. Imports the schema, the YAML nodes and the generated messages.
 */
package io.skep.examples.scheduler.stack.spec;
