/**
 * Two dialects over gRPC. For servers of this project {@link
 * io.skep.informer.remote.grpc.SkepSource} and {@link io.skep.informer.remote.grpc.SkepWrites}; for
 * managers of Docker Swarm {@link io.skep.informer.remote.grpc.SwarmSource} and {@link
 * io.skep.informer.remote.grpc.SwarmWrites}. Sources are used on the loop of their feed, writes
 * from any thread. {@link io.skep.informer.remote.grpc.Server} says where they are.
 */
package io.skep.informer.remote.grpc;
