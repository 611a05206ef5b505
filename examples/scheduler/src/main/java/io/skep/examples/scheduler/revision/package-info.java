/**
 * Brings a cluster from what is stored of a stack to what a revision of its file says, and tells
 * what that changes and whether it has come about. Start with {@link
 * io.skep.examples.scheduler.revision.StackRevision}. Imports the store, the rules of updates and
 * the example's {@code stack}.
 */
package io.skep.examples.scheduler.revision;
