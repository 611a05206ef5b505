/**
 * Sources over gRPC: {@link io.skep.informer.remote.grpc.SkepSource} for servers of this project.
 * Event loop only.
 */
package io.skep.informer.remote.grpc;
