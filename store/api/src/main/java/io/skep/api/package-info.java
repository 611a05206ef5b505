/**
 * The messages of package {@code docker.swarmkit.v1}, which are also the stored objects. Start with
 * {@link io.skep.api.Task}, or with {@link io.skep.api.StoreSnapshot} to see all kinds at once.
 *
 * <p>All but this page is generated from {@code src/main/proto}, where each message and field is
 * explained. Messages are immutable and usable from any thread; builders are for one thread. Two
 * traps: an enum field may hold a number that has no constant ({@code UNRECOGNIZED}; the number
 * itself is in {@code getXValue()} and is kept), and the absence of a message field may mean
 * something, unless the field is marked {@code always_sent}. Imports nothing but protobuf-java.
 */
package io.skep.api;
