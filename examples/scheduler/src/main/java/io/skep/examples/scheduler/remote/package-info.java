/**
 * Stacks on managers in other processes: {@link
 * io.skep.examples.scheduler.remote.RemoteDeployment}. Imports revisions and stacks.
 */
package io.skep.examples.scheduler.remote;
