package io.skep.server.call;

import io.skep.server.Caller;
import io.vertx.grpc.server.GrpcServerRequest;

/** Says who a request comes from. Of each listener of its own. */
@FunctionalInterface
public interface Gate {
  /** The caller of {@code request}. */
  Caller identify(GrpcServerRequest<?, ?> request);
}
