/**
 * How programs are told of a server on their command line: {@link
 * io.skep.informer.remote.cli.ConnectionOptions}, for those that use picocli and bring it along.
 * Nothing else here needs it. One thread.
 */
package io.skep.informer.remote.cli;
