/**
 * Which keys a section of a file may have and of what type their values are. Start with {@link
 * io.skep.examples.scheduler.stack.schema.Section}: it is declared from typed {@link
 * io.skep.examples.scheduler.stack.schema.Key keys} and reads a mapping into {@link
 * io.skep.examples.scheduler.stack.schema.Fields}, reporting every unknown key and wrong type.
 *
 * <p>Declarations are immutable and for any thread. Imports the YAML nodes.
 */
package io.skep.examples.scheduler.stack.schema;
