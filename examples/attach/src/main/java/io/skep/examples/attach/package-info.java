/**
 * Lists and follows a cluster from the command line: {@link io.skep.examples.attach.Cluster}
 * attaches, {@link io.skep.examples.attach.ListCommand} and {@link
 * io.skep.examples.attach.FollowCommand} show.
 */
package io.skep.examples.attach;
