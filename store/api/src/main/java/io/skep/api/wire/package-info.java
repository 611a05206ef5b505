/**
 * What the messages do not say by themselves: sizes as SwarmKit counts them ({@link
 * io.skep.api.wire.ReferenceSize}), times as the JDK holds them ({@link io.skep.api.wire.Times}), a
 * cluster without its keys ({@link io.skep.api.wire.ShownCluster}), the metadata of calls ({@link
 * io.skep.api.wire.CallMetadata}).
 *
 * <p>Functions without state, usable from any thread. Imports {@code io.skep.api}.
 */
package io.skep.api.wire;
