/**
 * The manager as a process: {@link io.skep.manager.Main}. The command line is here; what it starts
 * is in {@link io.skep.manager.daemon}.
 */
package io.skep.manager;
