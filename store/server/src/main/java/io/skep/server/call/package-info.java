/**
 * From a gRPC request to the code that answers it, and back: {@link io.skep.server.call.RpcTable}
 * holds the calls of a service. Imports Vert.x gRPC and what the server has in common.
 */
package io.skep.server.call;
