/**
 * Sources over gRPC: {@link io.skep.informer.remote.grpc.SkepSource} for servers of this project.
 * Event loop only. {@link io.skep.informer.remote.grpc.Server} says where they are.
 */
package io.skep.informer.remote.grpc;
