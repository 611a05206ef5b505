/**
 * What a stack file turns into: a {@link io.skep.examples.scheduler.stack.Stack} of {@code
 * docker.swarmkit.v1} specs and the notices that its reader owes the user. Immutable values; start
 * with {@code StackLoader} in the package {@code loader}, which makes them.
 *
 * <p>Below: {@code yaml} reads the text into nodes that know their place, {@code interpolation}
 * puts variables in, {@code schema} says which keys of which type a section may have, {@code spec}
 * turns sections into specs, {@code loader} assembles. Each imports only those before it. This
 * package imports the generated messages and nothing else.
 */
package io.skep.examples.scheduler.stack;
