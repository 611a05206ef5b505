/**
 * Puts a manager together, starts it and stops it: {@link io.skep.manager.daemon.Daemon}. The only
 * package that knows all the parts.
 */
package io.skep.manager.daemon;
