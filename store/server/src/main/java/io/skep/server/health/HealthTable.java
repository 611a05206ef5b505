package io.skep.server.health;

import io.skep.api.HealthCheckRequest;
import io.skep.api.HealthCheckResponse;
import io.skep.api.HealthCheckResponse.ServingStatus;
import io.skep.api.HealthProto;
import io.skep.server.Caller.Role;
import io.skep.server.RefusedException;
import io.skep.server.call.RpcTable;
import io.vertx.grpc.common.GrpcStatus;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The calls of SwarmKit's Health service. */
public final class HealthTable {
  /** The manager as a whole, and its API. */
  private static final Set<String> PARTS = Set.of("", "ControlAPI");

  private HealthTable() {}

  /** The calls, where {@code serving} says whether the server does its work. */
  public static RpcTable of(BooleanSupplier serving) {
    return new RpcTable(HealthProto.getDescriptor().findServiceByName("Health"), Role.MANAGER)
        .read(
            "Check",
            HealthCheckRequest.getDefaultInstance(),
            request -> check(request.getService(), serving.getAsBoolean()));
  }

  private static HealthCheckResponse check(String part, boolean serving) {
    if (!PARTS.contains(part)) {
      throw new RefusedException(GrpcStatus.NOT_FOUND, "unknown service");
    }
    return HealthCheckResponse.newBuilder()
        .setStatus(serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
        .build();
  }
}
