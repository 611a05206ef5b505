/**
 * What the messages do not say by themselves: sizes as SwarmKit counts them, times as the JDK holds
 * them.
 */
package io.skep.api.wire;
